//! The description is right, but progenitor, which reads OpenAPI 3.0, or typify below it refuses it or takes it for
//! something else. A pass is deleted when they learn what it works around.

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
