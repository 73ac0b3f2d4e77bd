//! A client for the OpenAI Assistants API: assistants, threads, messages, runs, vector stores, files, uploads and
//! models, on any compatible server.
//!
//! OpenAI shut the API down on its own servers on 2026-08-26. For a compatible server or gateway, set the base URL with
//! `OPENAI_BASE_URL` or [`ClientBuilder::base_url`].
//!
//! # Example
//!
//! An assistant is a model with instructions and tools, a thread is a conversation, and a run executes an assistant on a
//! thread. Methods of [`Client`] return [`resources`], whose methods create [`requests`].
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
//! A method that creates a request takes the path parameters and up to three required members; everything else is a
//! setter. [`setting`] lists the types that setters accept: any string type, any integer type, arrays and maps of any
//! kind, and an `Option` of each. `None` omits a member, [`Nullable::Null`] sends `null`.
//!
//! A [`Response`] derefs to the typed value, and has status, headers and request id. All failures are an [`Error`]. Futures
//! do not borrow from the client, so they can be spawned.
//!
//! # Responses
//!
//! Servers often deviate from the document. A response must have only its `id`, the status of a run, step or batch, the
//! role of a message, and the name and arguments of a tool call; all other members are `Option`, or lists and maps that
//! may be empty. Unknown enum values and union variants are kept in a variant `Unknown`. Values of similar types are
//! converted: numbers to strings, strings to numbers, dates to Unix seconds; metadata of other types is kept as JSON text.
//! Times in milliseconds are not converted. [`send_raw`](Request::send_raw) returns the JSON without changes.
//!
//! # Lists and polling
//!
//! [`items`](Paginate::items) is a stream of the items of a list, [`pages`](Paginate::pages) of its pages, forward or
//! [backward](PaginateBackward). One page is in memory, and those that are [prefetched](Items::prefetch). A list that
//! repeats a cursor, or has more items but no cursor, is an error. After an error, [`cursor`](Items::cursor) returns the
//! cursor to continue from. An item that cannot be decoded is an error in its place, and the list continues after it.
//!
//! `poll` sends a request and polls until a terminal state: a run until it ends or requires tool outputs, a file until it
//! is indexed. The server sets the interval; otherwise it grows from half a second to five. `Poller` has a deadline, a
//! callback for each state, and can cancel a run on the server if the future is dropped. `completed` returns an error
//! with the reason if a run failed.
//!
//! # Retries and errors
//!
//! Failed attempts are retried, by default twice: after status 408, 409, 429, 500 and above, and if the connection fails or
//! times out. The delay grows from half a second to eight, minus a random part of up to a quarter; servers can request
//! another delay of up to a minute. All of that can be set per client ([`ClientBuilder`]) and per request ([`Request`]),
//! as can additional headers, query parameters and body members. [`Client::to_builder`] copies a client with other
//! settings.
//!
//! If the server may have executed the failed attempt, a retry might create a second run or message. Only requests that
//! can be repeated without acting twice are retried then: `GET`, `HEAD`, `PUT` and `DELETE`; updates, searches, cancelling,
//! completing an upload and adding a part to it; and requests with an idempotency key. The others are retried only if
//! [`retry_unsafe`](Request::retry_unsafe) allows it; [`Error::is_outcome_unknown`] tells them apart. If a repeated
//! `DELETE` fails with 404, an earlier attempt has succeeded, and the response is a success with status 404.
//!
//! | failure | [`Error::kind`] | retried |
//! |---|---|---|
//! | a required member is not set, an id is empty, a value is invalid | `InvalidRequest`, nothing is sent | no |
//! | the credential provider fails or times out | `Credentials`, nothing is sent | no |
//! | the server refuses the connection, the name does not resolve, TLS fails, or a pooled connection is closed before the request is written | `Connect` | yes |
//! | the connection is closed before the response, or the response is not HTTP | `Transport` | if repeatable |
//! | the connection is closed within the response | `Transport` with status and request id | if repeatable |
//! | no response in time | `Timeout` | if repeatable |
//! | the response is not complete in time | `Timeout` with status and request id | if repeatable |
//! | the deadline of the call passes | `Deadline`, its source is the error of the previous attempt | no |
//! | 408, 409, 429, 500, 503 | `Status` | yes, unless `x-should-retry` is `false` |
//! | 501, 502, 504 and above | `Status` | if repeatable, or `x-should-retry` is `true`; unless it is `false` |
//! | any other error status | `Status` | only if `x-should-retry` is `true` |
//! | the server requests a longer delay than allowed | `Status` with [`Error::retry_after`] | no |
//! | a success status with HTML, truncated JSON, or other JSON | `Decode` with [`Error::path`] | no |
//! | a success status with an error | `Decode` with [`Error::api_error`] | no |
//! | an item of a list cannot be decoded | `Decode` with [`Error::is_item_error`]; the list continues | no |
//! | a response over the size limit | `TooLarge` | no |
//! | a redirect of a `GET`, or a 307 or 308 to the same origin | followed, to other origins without credentials | |
//! | any other redirect, or one from HTTPS to HTTP | `Redirect` | no |
//! | an endless list | `Pagination`, after all received items | no |
//! | the deadline of polling passes | `Deadline` with [`Error::last_state`] | no |
//! | `completed` is called for a run that failed | `Unsuccessful` with [`Error::last_state`] | no |
//!
//! An error inside a stream of a request that started work is never retryable: its outcome is unknown.
//!
//! # Logging
//!
//! Each call is a [`tracing`](https://docs.rs/tracing) span with the target `openai_assistants` and with operation,
//! method, path template, attempts, status, request id and time; each retry is an event in it. Credentials are never
//! logged, and bodies only with [`ClientBuilder::log_bodies`].
//!
//! # Modules
//!
//! - [`Client`] and [`ClientBuilder`]: configuration, and access to resources;
//! - [`resources`]: one method per operation, such as `client.threads().runs().create(..)`;
//! - [`requests`]: the requests that those methods return;
//! - [`types`]: the types of requests and responses;
//! - [`prelude`]: the traits with the methods of requests;
//! - [`setting`]: the types that setters accept.
//!
//! # Features
//!
//! - `assistants`, `files`, `models`, `threads`, `uploads`, `vector_stores` (default): the resources of that name;
//! - `helpers` (default): polling, and helper methods such as `message.text()`;
//! - `rustls` (default): HTTPS with rustls and the platform's certificate verifier;
//! - `rustls-no-provider`: the same, with a cryptography provider that the program installs;
//! - `native-tls`: HTTPS with the operating system's TLS library;
//! - `http2`: HTTP/2;
//! - `schemars`: function tools and structured outputs from Rust types that derive `schemars::JsonSchema` (schemars 1),
//!   such as `FunctionTool::from_type::<Weather>("weather")`.

#![deny(missing_docs)]

mod client;
#[cfg(feature = "helpers")]
mod ext;
mod generated;
mod runtime;

/// Compiles the examples of the README.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;

/// The traits with the methods of requests: `use openai_assistants::prelude::*`.
pub mod prelude {
    #[cfg(feature = "helpers")]
    pub use crate::Poll as _;
    pub use crate::{Paginate as _, PaginateBackward as _, Request as _};
}

/// The traits of setter arguments: texts, integers, numbers, lists and maps of many Rust types.
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
pub use runtime::error::{ApiError, BoxError, Error, ErrorKind};
pub use runtime::http::time::{BoxFuture, Timer};
#[cfg(feature = "helpers")]
pub use runtime::json::model_json::ParseError;
pub use runtime::json::nullable::Nullable;
pub use runtime::middleware::{Middleware, Next};
pub use runtime::pagination::{
    Items, ListItem, LossyPage, LossyPages, Page, PageItems, Pages, Paginate, PaginateBackward,
};
#[cfg(feature = "helpers")]
pub use runtime::polling::{Cancel, Poll, PollTarget, Poller, Progress};
pub use runtime::request::multipart::FilePart;
pub use runtime::response::Response;
pub use runtime::response::byte_stream::ByteStream;
#[cfg(feature = "schemars")]
pub use runtime::schema::SchemaError;
