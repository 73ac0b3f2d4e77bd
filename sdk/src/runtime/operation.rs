//! What the runtime knows of an operation beyond its request; the generated table is full of these.

use crate::generated::operations::OPERATIONS;

/// One operation of the document.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Operation {
    /// The id in snake case.
    pub(crate) id: &'static str,
    /// The path as the document has it, with the names of its parameters.
    pub(crate) path: &'static str,
    /// The media type to ask for.
    pub(crate) accept: &'static str,
    /// Headers that the operation sends by rule: lower-case names and values.
    pub(crate) headers: &'static [(&'static str, &'static str)],
}

/// A request that the document knows nothing of.
pub(crate) static UNLISTED: Operation =
    Operation { id: "request", path: "", accept: "application/json", headers: &[] };

impl Operation {
    /// Looks an operation up.
    pub(crate) fn find(id: &str) -> &'static Self {
        let index = OPERATIONS.binary_search_by_key(&id, |operation| operation.id);
        index.ok().and_then(|index| OPERATIONS.get(index)).unwrap_or(&UNLISTED)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_is_found() {
        for operation in &OPERATIONS {
            assert_eq!(Operation::find(operation.id).id, operation.id);
        }
        assert_eq!(Operation::find("no_such_operation").id, UNLISTED.id);
    }
}
