//! True OpenAPI 3.1 that progenitor, which reads 3.0, cannot. These go when progenitor learns 3.1.

pub mod annotations;
pub mod any_of_to_one_of;
pub mod dereference;
pub mod implied_objects;
pub mod null_alternatives;
pub mod nullable_components;
pub mod reference_siblings;
pub mod required_alternatives;
pub mod typed_unions;
pub mod unwrap_singletons;
pub mod version;
