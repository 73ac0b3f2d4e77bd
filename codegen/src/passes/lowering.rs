//! True OpenAPI 3.1 that progenitor, which reads 3.0, cannot. These go when progenitor learns 3.1.

pub mod annotations;
pub mod exclusive_alternatives;
pub mod implied_objects;
pub mod null_alternatives;
pub mod nullable_wrappers;
pub mod reference_siblings;
pub mod required_alternatives;
pub mod shared_parts;
pub mod single_alternatives;
pub mod typed_unions;
pub mod version;
