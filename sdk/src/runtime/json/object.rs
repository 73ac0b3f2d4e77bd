//! Decodes and encodes generated structs.
//!
//! serde's derive also accepts arrays for structs, and numbers and bytes for keys, and compiles that code for each type.
//! Supporting only objects with text keys halves the time of `cargo check` for the crate. The last value of a repeated
//! key counts.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::lent_text::LentText;
use super::presence::IsAbsent;
use super::slot::Slot;

/// Implements `Serialize` and `Deserialize` for a struct, given the key of each field and its
/// [`presence`](super::presence).
///
/// `object!(Thread { id "id" Required, title "title" Optional })`. A tag is written without a field:
/// `object!(FunctionTool "type" "function" { function "function" Required })`.
macro_rules! object {
    ($name:ident $($tag:literal $value:literal)? { $($field:ident $key:literal $presence:expr),* $(,)? }) => {
        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                $crate::runtime::json::object::deserialize(deserializer)
            }
        }

        #[allow(unused_imports, reason = "an object may have no members of a kind")]
        const _: () = {
            use $crate::runtime::json::object::{Object, Writer, read_members};
            use $crate::runtime::json::presence::*;

            impl Object for $name {
                fn read<'de, A: ::serde::de::MapAccess<'de>>(
                    object: A,
                ) -> ::std::result::Result<Self, A::Error> {
                    $(let mut $field = $presence.slot();)*
                    read_members(object, &mut [$(($key, &mut $field),)*])?;
                    ::std::result::Result::Ok(Self { $($field: $field.take(),)* })
                }
            }

            impl ::serde::Serialize for $name {
                fn serialize<S: ::serde::Serializer>(
                    &self,
                    serializer: S,
                ) -> ::std::result::Result<S::Ok, S::Error> {
                    let mut object = Writer::new(serializer);
                    $(object.member($tag, $value);)?
                    $($presence.write(&mut object, $key, &self.$field);)*
                    object.end()
                }
            }
        };
    };
}

pub(crate) use object;

/// A struct that is decoded from an object.
pub(crate) trait Object: Sized {
    fn read<'de, A: MapAccess<'de>>(object: A) -> Result<Self, A::Error>;
}

/// Reads the members of an object into their slots, and ignores others.
pub(crate) fn read_members<'de, A: MapAccess<'de>>(
    mut object: A,
    slots: &mut [(&'static str, &mut dyn Slot<'de, A>)],
) -> Result<(), A::Error> {
    // Servers use the same order for all objects, so the next key is often the next slot.
    let mut start = 0;
    while let Some(LentText(key)) = object.next_key()? {
        let found = (start..slots.len()).chain(0..start).find(|&index| slots[index].0 == key);
        match found {
            Some(index) => {
                slots[index].1.read(&mut object)?;
                start = index + 1;
            }
            None => match slots.iter_mut().find(|(_, slot)| slot.alias().is_some_and(|alias| alias == key)) {
                Some((_, slot)) => slot.read(&mut object)?,
                None => _ = object.next_value::<IgnoredAny>()?,
            },
        }
    }
    match slots.iter().find(|(_, slot)| slot.is_missing()) {
        Some((key, _)) => Err(A::Error::missing_field(key)),
        None => Ok(()),
    }
}

/// Writes an object. An error is returned at the end.
pub(crate) struct Writer<S: Serializer>(Result<S::SerializeMap, S::Error>);

impl<S: Serializer> Writer<S> {
    pub(crate) fn new(serializer: S) -> Self {
        Self(serializer.serialize_map(None))
    }

    pub(crate) fn member<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) {
        if let Ok(object) = &mut self.0
            && let Err(error) = object.serialize_entry(key, value)
        {
            self.0 = Err(error);
        }
    }

    /// Writes a member, unless it has no value.
    pub(super) fn optional<T: Serialize + IsAbsent>(&mut self, key: &'static str, value: &T) {
        if !value.is_absent() {
            self.member(key, value);
        }
    }

    pub(crate) fn end(self) -> Result<S::Ok, S::Error> {
        self.0.and_then(SerializeMap::end)
    }
}

/// Deserializes a struct.
pub(crate) fn deserialize<'de, D: Deserializer<'de>, T: Object>(deserializer: D) -> Result<T, D::Error> {
    // Name and fields are not needed for self-describing formats such as JSON.
    deserializer.deserialize_struct("", &[], ObjectVisitor(PhantomData))
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Object> Visitor<'de> for ObjectVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<T, A::Error> {
        T::read(object)
    }
}

#[cfg(test)]
mod tests {
    use super::super::decode::from_slice;

    #[derive(Debug, PartialEq)]
    struct Thread {
        id: String,
        title: Option<String>,
        tags: Vec<String>,
        kind: String,
    }

    object!(Thread {
        id "id" Required,
        title "title" Optional,
        tags "tags" Always,
        kind "type" Or(|| "thread".to_owned()),
    });

    fn read(json: &str) -> Result<Thread, String> {
        from_slice(json.as_bytes()).map_err(|error| error.to_string())
    }

    #[test]
    fn members_are_read_in_any_order_and_others_ignored() {
        let thread = read(r#"{"tags":["a"],"new":{"x":[1]},"id":"t","title":null,"type":"x"}"#);
        let (id, title, kind) = ("t".to_owned(), None, "x".to_owned());
        assert_eq!(thread, Ok(Thread { id, title, tags: vec!["a".to_owned()], kind }));
        let kind = read(r#"{"id":"t"}"#).map(|thread| (thread.kind, thread.tags));
        assert_eq!(kind, Ok(("thread".to_owned(), Vec::new())));
        assert_eq!(read(r#"{"id":"a","id":"b"}"#).map(|thread| thread.id), Ok("b".to_owned()));
    }

    #[test]
    fn errors_name_missing_and_wrong_members() {
        let error = |json| read(json).unwrap_err();
        assert!(error("{}").contains("missing field `id`"), "{}", error("{}"));
        assert!(error(r#"{"id":1}"#).starts_with("id: "), "{}", error(r#"{"id":1}"#));
        assert!(error(r#"["t"]"#).contains("an object"), "{}", error(r#"["t"]"#));
    }

    #[test]
    fn members_without_a_value_are_omitted() {
        let thread = read(r#"{"id":"t"}"#).expect("it is a thread");
        assert_eq!(
            serde_json::to_string(&thread).ok().as_deref(),
            Some(r#"{"id":"t","tags":[],"type":"thread"}"#)
        );

        struct Tool {}
        object!(Tool "type" "search" {});
        assert_eq!(serde_json::to_string(&Tool {}).ok().as_deref(), Some(r#"{"type":"search"}"#));
    }

    #[test]
    fn other_deserializers_are_supported() {
        let json = serde_json::json!({ "id": "t", "tags": ["a"] });
        let thread: Thread = serde_json::from_value(json).expect("it is a thread");
        assert_eq!(thread.tags, ["a"]);
    }
}
