//! The SDK as its users see it: calls over real HTTP, types and setters. And the layers of its modules.

mod futures;
mod layers;
mod pagination;
mod polling;
mod refusals;
mod requests;
mod runtime;
mod schemas_of_types;
mod setters;
mod types;

type TestResult = Result<(), Box<dyn std::error::Error>>;
