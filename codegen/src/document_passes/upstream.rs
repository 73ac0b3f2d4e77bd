//! The published description is wrong here. Each pass gives its evidence with a link or a date, and is deleted when
//! upstream corrects the description.

pub mod binary_downloads;
pub mod error_responses;
pub mod list_cursors;
pub mod misplaced_required;
pub mod nullable_wrappers;
pub mod operation_names;
pub mod recursive_references;
pub mod search_queries;
pub mod stray_event_properties;
pub mod undeclared_members;
