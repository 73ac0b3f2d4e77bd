//! A client for the Assistants API: assistants, threads, messages, runs, vector stores, files, uploads and
//! models, on any compatible server.
//!
//! OpenAI retired the API on its own servers on 2026-08-26. Compatible servers and gateways remain, so the base
//! URL is a setting like the key: `OPENAI_BASE_URL`, or [`ClientBuilder::base_url`].
//!
//! # A first conversation
//!
//! An assistant is a model with instructions and tools, a thread is a conversation, and a run lets an assistant
//! work on a thread. [`Client`] leads to the [`resources`], whose methods start [`requests`].
//!
//! ```no_run
//! use openai_assistants::{Client, prelude::*, types::MessageRole};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let client = Client::from_env()?;
//! let assistant = client
//!     .assistants()
//!     .create("gpt-4o")
//!     .instructions("Answer in one sentence.")
//!     .send()
//!     .await?;
//! let thread = client.threads().create().send().await?;
//! client
//!     .threads()
//!     .messages()
//!     .create(&thread.id, MessageRole::User, "Why is the sky blue?")
//!     .send()
//!     .await?;
//! client.threads().runs().create(&thread.id, &assistant.id).poll().await?.completed()?;
//! let mut messages = client.threads().messages().list(&thread.id).items();
//! while let Some(message) = messages.try_next().await? {
//!     println!("{}: {}", message.role, message.text());
//! }
//! # Ok(())
//! # }
//! ```
//!
//! A method that starts a request takes the ids of its path and up to three required members; everything else is a
//! setter. [`setting`] lists what setters take: any text, any integer type, arrays and maps of any kind, and an
//! `Option` of each. `None` leaves a member out, [`Nullable::Null`] sends `null`.
//!
//! A [`Response`] derefs to the typed value and has status, headers and request id beside it. Everything that goes
//! wrong is an [`Error`]. Futures hold nothing of the client, so they can be spawned as they are.
//!
//! # Lists and polling
//!
//! [`items`](Paginate::items) is a stream of the items of a list, [`pages`](Paginate::pages) of its pages, forward
//! or [backward](PaginateBackward). One page is in memory, or as many as are [fetched ahead](Items::prefetch). A
//! list whose cursors repeat, or that has more and gives no cursor, is an error. After any error
//! [`cursor`](Items::cursor) says where a new request continues.
//!
//! `poll` sends a request and retrieves what it has started until the server is done: a run until it ends or waits
//! for outputs, a file until it is indexed. The delay is what the server asks for, or grows from half a second to
//! five. `Poller` has a deadline, a callback for each state, and can cancel on the server what the caller abandons.
//! `completed` turns a failed run into an error with its reason.
//!
//! # Retries and failures
//!
//! Failed attempts are retried, twice unless set otherwise: after 408, 409, 429, 500 and above, and when the
//! connection fails or times out. The delay grows from half a second to eight, less up to a quarter by chance; a
//! server that asks for another delay gets it, up to a minute. All of that can be set per client
//! ([`ClientBuilder`]) and per call ([`Request`]), as can headers, query parameters and members of the body that
//! the document does not have.
//!
//! | what happens | [`Error::kind`] | retried |
//! |---|---|---|
//! | a required member is not set, an id is empty, a value cannot be sent | `InvalidRequest`, nothing is sent | no |
//! | the credential provider fails, or takes too long | `Credentials`, nothing is sent | no |
//! | the server refuses the connection, the name does not resolve, TLS fails | `Connect` | yes |
//! | the connection breaks before the response, or the server does not speak HTTP | `Transport` | yes |
//! | the connection breaks within the response | `Transport` with status and request id | if idempotent |
//! | no response in time | `Timeout` | yes |
//! | the response is not complete in time | `Timeout` with status and request id | if idempotent |
//! | the deadline of the call passes | `Deadline`, its source is the attempt before | no |
//! | an error status, whatever its body | `Status` | 408, 409, 429, 500 and above, or as `x-should-retry` says |
//! | the server asks for a longer delay than allowed | `Status` with [`Error::retry_after`] | no |
//! | a good status and HTML, half a JSON, or JSON of another shape | `Decode` with [`Error::path`] | no |
//! | a response past the limit | `TooLarge` | no |
//! | a redirect of a `GET`, or by 307 and 308 within the origin | followed, elsewhere without credentials | |
//! | any other redirect, or one from HTTPS to HTTP | `Redirect` | no |
//! | a list that does not end | `Pagination`, after all items that were received | no |
//! | the deadline passes while the server is at work | `Deadline` with [`Error::last_state`] | no |
//! | a run ends without success, and `completed` is called | `Unsuccessful` with [`Error::last_state`] | no |
//!
//! Idempotent is every method but `POST` and `PATCH`, and every request with an idempotency key.
//!
//! # Logs
//!
//! Every call is a [`tracing`](https://docs.rs/tracing) span of the target `openai_assistants`, with operation,
//! method, path template, attempts, status, request id and time; each retry is an event in it. No log has a
//! credential, and none a body unless [`ClientBuilder::log_bodies`] asks for it.
//!
//! # Where things are
//!
//! - [`Client`] and [`ClientBuilder`]: configuration, and the way to the resources;
//! - [`resources`]: one method per operation, such as `client.threads().runs().create(..)`;
//! - [`requests`]: what those methods return;
//! - [`types`]: what requests and responses hold;
//! - [`prelude`]: the traits whose methods requests have;
//! - [`setting`]: what setters take.
//!
//! # Features
//!
//! - `assistants`, `files`, `models`, `threads`, `uploads`, `vector_stores` (default): the resources of that name;
//! - `helpers` (default): polling, and methods on the types that a document cannot describe, such as
//!   `message.text()`;
//! - `rustls` (default): HTTPS with rustls and the platform's certificate verifier;
//! - `rustls-no-provider`: the same, with the cryptography that the program has installed in rustls;
//! - `native-tls`: HTTPS with the operating system's library instead;
//! - `http2`: HTTP/2;
//! - `schemars`: function tools and structured outputs from types of the program that derive
//!   `schemars::JsonSchema` (schemars 1), such as `FunctionTool::from_type::<Weather>("weather")`.

#![deny(missing_docs)]

mod client;
#[cfg(feature = "helpers")]
mod ext;
mod generated;
mod runtime;

/// The README's programs, compiled with the documentation's examples.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;

/// The traits whose methods requests have: `use openai_assistants::prelude::*`.
pub mod prelude {
    #[cfg(feature = "helpers")]
    pub use crate::Poll as _;
    pub use crate::{Paginate as _, PaginateBackward as _, Request as _};
}

/// What setters take: a text, an integer, a number, a list or a map, in any of the types that programs have.
pub mod setting {
    pub use crate::runtime::request::setting::{
        Integer, List, Map, NotAllowed, Number, Possible, Setting, Text,
    };
}

pub use client::{Client, ClientBuilder, ConfigError, RawRequest};
pub use generated::{requests, resources, types};
pub use reqwest;
pub use runtime::auth::{Credential, CredentialProvider};
pub use runtime::call::{Request, from_json};
pub use runtime::error::{BoxError, Error, ErrorKind};
pub use runtime::http::time::{BoxFuture, Timer};
#[cfg(feature = "helpers")]
pub use runtime::json::model_json::ParseError;
pub use runtime::json::nullable::Nullable;
pub use runtime::middleware::{Middleware, Next};
pub use runtime::pagination::{Items, ListItem, Page, Pages, Paginate, PaginateBackward};
#[cfg(feature = "helpers")]
pub use runtime::polling::{Cancel, Poll, PollTarget, Poller, Progress};
pub use runtime::request::multipart::FilePart;
pub use runtime::response::Response;
pub use runtime::response::byte_stream::ByteStream;
#[cfg(feature = "schemars")]
pub use runtime::schema::SchemaError;
