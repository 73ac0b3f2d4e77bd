//! In: the JSON of a list. Out: the position of each item.
//!
//! This is for lists with items that cannot be decoded: their items are decoded one by one.

use std::ops::Range;

use super::error::JsonError;
use super::scanner::Scanner;

/// The items of a list.
pub(crate) struct Split {
    /// The key of the list; empty if the JSON is an array.
    pub(crate) name: String,
    /// The byte range of each item.
    pub(crate) items: Vec<Range<usize>>,
}

/// Finds the items of an array, or of the array in an object whose key `is_list` accepts. Returns `None` if there is no
/// such array.
///
/// # Errors
/// Fails if the text is not JSON.
#[cold]
pub(crate) fn split(text: &str, is_list: fn(&str) -> bool) -> Result<Option<Split>, JsonError> {
    let mut scanner = Scanner::new(text);
    let split = match scanner.peek() {
        Some(b'[') => Some(Split { name: String::new(), items: items(&mut scanner)? }),
        Some(b'{') => member(&mut scanner, is_list)?,
        _ => None,
    };
    if split.is_some() {
        scanner.end()?;
    }
    Ok(split)
}

fn member(scanner: &mut Scanner<'_>, is_list: fn(&str) -> bool) -> Result<Option<Split>, JsonError> {
    let mut scratch = String::new();
    let mut found = None;
    let mut first = true;
    scanner.open()?;
    while scanner.next_member(first)? {
        first = false;
        let key = scanner.string(&mut scratch)?;
        let name = is_list(key.as_str()).then(|| key.as_str().to_owned());
        scanner.member_value()?;
        match name {
            Some(name) if scanner.byte() == Some(b'[') => {
                found = Some(Split { name, items: items(scanner)? });
            }
            _ => scanner.skip_value()?,
        }
    }
    scanner.close(b'}')?;
    Ok(found)
}

fn items(scanner: &mut Scanner<'_>) -> Result<Vec<Range<usize>>, JsonError> {
    let mut items = Vec::new();
    let mut first = true;
    scanner.open()?;
    while scanner.next_item(first)? {
        first = false;
        let start = scanner.position;
        scanner.skip_value()?;
        items.push(start..scanner.position);
    }
    scanner.close(b']')?;
    Ok(items)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::super::tests::texts::{json as any_json, nearly_json, print};
    use super::*;

    fn items(text: &str) -> Option<(String, Vec<&str>)> {
        let found = split(text, |key| key == "data").unwrap_or_else(|error| panic!("{error}: {text}"))?;
        Some((found.name, found.items.into_iter().map(|item| &text[item]).collect()))
    }

    #[test]
    fn items_are_found_in_an_array_and_in_a_member() {
        let data = |items| Some(("data".to_owned(), items));
        assert_eq!(
            items(r#" [1, {"a":[2]} , "b]"] "#),
            Some((String::new(), vec!["1", "{\"a\":[2]}", "\"b]\""]))
        );
        assert_eq!(items(r#"{"object":"list","data":[ {} ,[]],"x":{"data":[7]}}"#), data(vec!["{}", "[]"]));
        assert_eq!(items(r#"{"d\u0061ta":[],"data":null}"#), data(vec![]));
        assert_eq!(items("\u{feff}{\"data\":[1],\"data\":[2]}"), data(vec!["2"]));
        for none in ["{}", r#"{"data":{"a":[1]}}"#, r#"{"list":[1]}"#, "null", "\"data\"", "7"] {
            assert_eq!(items(none), None, "{none}");
        }
    }

    proptest! {
        #[test]
        fn every_item_is_whole(list in prop::collection::vec(any_json(), 0..6), choices in any::<Vec<u8>>()) {
            let text = print(&json!({ "a": list, "data": list }), &choices);
            let (_, found) = items(&text).ok_or_else(|| TestCaseError::fail("there is a list"))?;
            let found: Result<Vec<Value>, _> =
                found.iter().map(|item| crate::runtime::json::decode::from_slice(item.as_bytes())).collect();
            prop_assert_eq!(found.map_err(|error| TestCaseError::fail(error.to_string()))?, list);
        }

        #[test]
        fn text_that_is_not_json_is_an_error(text in nearly_json()) {
            let found = split(&text, |_| true);
            match crate::runtime::json::decode::from_slice::<serde::de::IgnoredAny>(text.as_bytes()) {
                Ok(_) => prop_assert!(found.is_ok()),
                Err(_) => prop_assert!(!matches!(found, Ok(Some(_)))),
            }
        }
    }
}
