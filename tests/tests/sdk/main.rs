//! The SDK as its users see it: calls over real HTTP, types, setters, and how its modules are layered.

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
