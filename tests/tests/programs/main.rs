//! Programs that use the SDK: the examples print what the README says, and mistakes are compile errors that say
//! what is wrong.

mod built;
mod compile_errors;
mod examples;
