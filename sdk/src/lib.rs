//! A client for the Assistants API: assistants, threads, messages, runs, vector stores, files, uploads and
//! models, on any server that speaks it.
//!
//! OpenAI retired the API on its own servers on 2026-08-26. Compatible servers and gateways remain, so
//! the base URL is a setting like the key: `OPENAI_BASE_URL`, or [`ClientBuilder::base_url`].
//!
//! # A first answer
//!
//! An assistant is a model with instructions and tools, a thread is a conversation, and a run lets an
//! assistant work on a thread. [`Client`] leads to the [`resources`]; their methods start requests, on which
//! everything that an operation takes can be set, and `send` sends them.
//!
//! ```no_run
//! use openai_assistants::{Client, types::MessageRole};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let client = Client::from_env()?;
//! let assistant = client
//!     .assistants()
//!     .create()
//!     .model("gpt-4o")
//!     .instructions("Answer in one sentence.")
//!     .send()
//!     .await?;
//! let thread = client.threads().create().send().await?;
//! client
//!     .threads()
//!     .messages()
//!     .create(&thread.id)
//!     .role(MessageRole::User)
//!     .content("Why is the sky blue?")
//!     .send()
//!     .await?;
//! let run = client.threads().runs().create(&thread.id).assistant_id(&assistant.id).send().await?;
//! println!("{}", run.status);
//! # Ok(())
//! # }
//! ```
//!
//! A response is a [`ResponseValue`]: it derefs to the typed value and has the status and the headers
//! beside it. A refusal by the server is [`Error::ErrorResponse`] with the server's own words.
//!
//! # Where things are
//!
//! - [`Client`] and [`ClientBuilder`]: configuration, and the way to the resources;
//! - [`resources`]: one method an operation, found as in `client.threads().runs().create(..)`;
//! - [`builder`]: what those methods return, the requests;
//! - [`types`]: what requests and responses hold;
//! - [`Nullable`]: a property that may be absent, `null`, or have a value;
//! - [`FilePart`]: a file to upload.
//!
//! # Features
//!
//! - `helpers` (default): constructors and questions on the types, such as `message.text()`;
//! - `rustls` (default): HTTPS with rustls and the platform's certificate verifier;
//! - `native-tls`: HTTPS with the operating system's library instead;
//! - `schemars`: function tools and structured outputs from types of your own that derive
//!   `schemars::JsonSchema` (schemars 1), such as `FunctionTool::from_type::<Weather>("weather")`.

#![deny(missing_docs)]

#[cfg(feature = "helpers")]
mod ext;
mod generated;
mod runtime;

/// The README's program, compiled with the documentation's examples.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;

pub use generated::{Client, builder, resources, types};
pub use progenitor_client::{ByteStream, Error, ResponseValue};
pub use runtime::config::{ClientBuilder, ConfigError};
#[cfg(feature = "helpers")]
pub use runtime::model_json::ParseError;
pub use runtime::multipart::FilePart;
pub use runtime::nullable::Nullable;
#[cfg(feature = "schemars")]
pub use runtime::strict_schema::SchemaError;
