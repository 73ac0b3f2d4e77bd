//! The model's view of an operation against progenitor's: neither can drift from the other.

use std::collections::BTreeSet;

use super::Writer;
use crate::model::Location;

impl Writer<'_> {
    /// Compares what both sides say.
    ///
    /// # Errors
    /// Names the first difference.
    pub(super) fn compare(&self) -> Result<(), String> {
        let Self { operation, function, .. } = self;
        let of_model = |location: Location| -> BTreeSet<String> {
            operation.parameters_in(location).map(|parameter| parameter.name.clone()).collect()
        };
        let query: BTreeSet<String> = function.query.iter().map(|(name, _)| name.clone()).collect();
        if query != of_model(Location::Query) {
            return Err(format!("the query is {query:?}"));
        }
        let headers: BTreeSet<String> = function.headers.iter().map(|(name, _)| name.clone()).collect();
        if headers != of_model(Location::Header) {
            return Err(format!("the headers are {headers:?}"));
        }
        if function.method != operation.method {
            return Err(format!("the method is {}", function.method));
        }
        if function.segments.len() != operation.parameters_in(Location::Path).count() {
            return Err(format!("the path is {}", function.path));
        }
        if function.body != operation.body.is_some() {
            return Err(format!("a body is {}", if function.body { "sent" } else { "not sent" }));
        }
        Ok(())
    }
}
