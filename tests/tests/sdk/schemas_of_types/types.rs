//! Types of many kinds, each with a strict schema.

use std::collections::HashSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Finds a table for a party.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Booking {
    /// How many people come.
    pub guest_count: u8,
    /// Where to look.
    pub near: Place,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub budget: Option<f64>,
    #[serde(default)]
    pub wishes: Vec<Wish>,
}

/// A place on the map.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Place {
    pub city: String,
    #[serde(default)]
    pub radius_km: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub enum Wish {
    Quiet,
    /// With a view.
    View,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Outline {
    pub title: String,
    /// What comes first.
    pub first: Option<Box<Outline>>,
    /// What comes last.
    pub last: Box<Outline>,
    pub rest: Vec<Outline>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Drawing {
    pub shapes: Vec<Shape>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Shape {
    Dot,
    Circle { radius: f64 },
    At(Place),
    Inverse(Inverse),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Inverse {
    pub of: Box<Shape>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Steps {
    pub external: External,
    pub adjacent: Adjacent,
    pub untagged: Untagged,
    pub maybe: Option<External>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub enum External {
    Stop,
    Say(String),
    Go { to: Place, fast: Option<bool> },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "t", content = "c")]
pub enum Adjacent {
    Nothing,
    One(Place),
    Named { x: u8 },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Untagged {
    Text(String),
    Place(Place),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Flat {
    pub id: u8,
    #[serde(flatten)]
    pub place: Place,
    pub inner: FlatEnum,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FlatEnum {
    pub a: u8,
    #[serde(flatten)]
    pub shape: Shape,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FlatOptions {
    pub inner: FlatOption,
    #[serde(flatten)]
    pub place: Option<Place>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FlatOption {
    pub a: u8,
    #[serde(flatten)]
    pub external: Option<External>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Constrained {
    #[schemars(length(min = 1, max = 9), regex(pattern = "^a"))]
    #[serde(alias = "handle")]
    pub name: String,
    /// Out of five.
    #[schemars(range(min = 1, max = 5))]
    pub stars: u8,
    #[schemars(url, example = "https://example.org")]
    pub link: String,
    #[schemars(email)]
    pub mail: String,
    pub tags: HashSet<String>,
    pub first_letter: char,
    pub rgb: [u8; 3],
    pub wait: std::time::Duration,
    #[serde(default = "quiet")]
    pub wish: Wish,
    #[schemars(with = "Option<Option<u8>>")]
    pub twice: Option<u8>,
    pub nothing: (),
}

pub fn quiet() -> Wish {
    Wish::Quiet
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Empty {}

/// Wraps a place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Newtype(pub Place);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Renamed {
    pub alias: Alias,
    #[serde(rename = "a/b~c %")]
    pub odd: Odd,
    pub generic: Generic<Newtype>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Alias(pub Newtype);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "a/b~c %é")]
pub struct Odd {
    pub x: Option<Box<Odd>>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Generic<T> {
    pub value: T,
}
