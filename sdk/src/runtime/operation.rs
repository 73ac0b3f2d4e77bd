//! What the runtime knows of an operation beyond its request; the generated table is full of these.

use crate::generated::operations::OPERATIONS;

/// One operation of the document.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Operation {
    /// The id in snake case, as progenitor's hooks name it.
    pub(crate) id: &'static str,
    /// The media type to ask for.
    pub(crate) accept: &'static str,
    /// Headers that the operation sends by rule: lower-case names and values.
    pub(crate) headers: &'static [(&'static str, &'static str)],
}

impl Operation {
    /// Looks an operation up.
    pub(crate) fn find(id: &str) -> Option<&'static Self> {
        let index = OPERATIONS.binary_search_by_key(&id, |operation| operation.id).ok()?;
        OPERATIONS.get(index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_is_found() {
        for operation in &OPERATIONS {
            assert_eq!(Operation::find(operation.id).map(|found| found.id), Some(operation.id));
        }
        assert!(Operation::find("no_such_operation").is_none());
    }
}
