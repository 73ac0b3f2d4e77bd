//! Rewrites constructs that progenitor, which supports OpenAPI 3.0, or typify rejects or misinterprets. A pass is deleted
//! once they support the construct.

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
