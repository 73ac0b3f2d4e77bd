//! Programs that use the SDK: the examples print what the README shows, and mistakes have good error messages.

mod built;
mod compile_errors;
mod examples;
