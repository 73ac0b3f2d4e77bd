//! Corrects errors of the published description. Each pass gives evidence with a link or a date, and is deleted once the
//! description is corrected upstream.

pub mod binary_downloads;
pub mod error_responses;
pub mod list_cursors;
pub mod misplaced_required;
pub mod nullable_wrappers;
pub mod operation_names;
pub mod recursive_references;
pub mod search_queries;
pub mod stray_event_properties;
pub mod untrue_required;
