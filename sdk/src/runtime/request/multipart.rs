//! Bodies that are sent as `multipart/form-data`.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use reqwest::header::HeaderValue;
use serde::Serialize;
use serde_json::Value;

use crate::runtime::request::range;

/// A file to upload: content, name and media type.
///
/// ```
/// use openai_assistants::FilePart;
///
/// let handbook = FilePart::new("handbook.md", "# Torque values").content_type("text/markdown");
/// assert_eq!(handbook.filename(), "handbook.md");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct FilePart {
    filename: String,
    content_type: Option<String>,
    bytes: Bytes,
}

impl FilePart {
    /// Creates a file with this name and content. Servers derive the file type from the extension.
    pub fn new(filename: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { filename: filename.into(), content_type: None, bytes: Bytes::from(bytes.into()) }
    }

    /// Sets the media type. The default is `application/octet-stream`.
    #[must_use]
    pub fn content_type(mut self, media_type: impl Into<String>) -> Self {
        self.content_type = Some(media_type.into());
        self
    }

    /// The name of the file.
    pub fn filename(&self) -> &str {
        &self.filename
    }

    /// The content.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// Shows the length instead of the content.
impl std::fmt::Debug for FilePart {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FilePart")
            .field("filename", &self.filename)
            .field("content_type", &self.content_type)
            .field("bytes", &format_args!("{} bytes", self.bytes.len()))
            .finish()
    }
}

/// A request body that is sent as a form. Generated for all bodies with a [`FilePart`].
pub(crate) trait IntoForm {
    /// Returns the form, or why it is invalid.
    fn into_form(self) -> Result<Form, String>;
}

/// A form. Clones share the content of files.
#[derive(Clone)]
pub(crate) struct Form {
    boundary: String,
    /// The encoded fields.
    chunks: Vec<Bytes>,
}

impl Default for Form {
    fn default() -> Self {
        Self { boundary: format!("{:032x}", fastrand::u128(..)), chunks: Vec::new() }
    }
}

impl Form {
    /// Adds a value: nothing for null, `name[key]` for members of an object, `name[]` for items of an array.
    pub(crate) fn field(&mut self, name: &str, value: &impl Serialize) -> Result<(), String> {
        let value = serde_json::to_value(value).map_err(|error| format!("{name}: {error}"))?;
        if let Some(path) = range::find(&value) {
            return Err(format!("{name}{path} is out of range: the API's integers have 64 bits"));
        }
        self.value(name, value);
        Ok(())
    }

    fn value(&mut self, name: &str, value: Value) {
        match value {
            Value::Null => {}
            Value::Object(members) => {
                members.into_iter().for_each(|(key, value)| self.value(&format!("{name}[{key}]"), value));
            }
            Value::Array(items) => items.into_iter().for_each(|item| self.value(&format!("{name}[]"), item)),
            Value::String(text) => self.text(name, &text),
            scalar => self.text(name, &scalar.to_string()),
        }
    }

    fn text(&mut self, name: &str, text: &str) {
        let part = format!(
            "--{}\r\nContent-Disposition: form-data; name=\"{}\"\r\n\r\n{text}\r\n",
            self.boundary,
            escaped(name)
        );
        self.chunks.push(part.into());
    }

    /// Adds a file.
    pub(crate) fn file(&mut self, name: &str, file: FilePart) -> Result<(), String> {
        let FilePart { filename, content_type, bytes } = file;
        let media_type = content_type.as_deref().unwrap_or("application/octet-stream");
        let is_media_type =
            media_type.split_once('/').is_some_and(|(kind, rest)| !kind.is_empty() && !rest.is_empty());
        if !is_media_type || HeaderValue::try_from(media_type).is_err() {
            return Err(format!("{name} has the invalid media type {media_type:?}"));
        }
        let head = format!(
            "--{}\r\nContent-Disposition: form-data; name=\"{}\"; filename=\"{}\"\r\nContent-Type: {media_type}\r\n\r\n",
            self.boundary,
            escaped(name),
            escaped(&filename)
        );
        self.chunks.extend([head.into(), bytes, Bytes::from_static(b"\r\n")]);
        Ok(())
    }

    /// Returns the media type with the boundary, and the body.
    pub(crate) fn encode(&self) -> (HeaderValue, reqwest::Body) {
        let end = format!("--{}--\r\n", self.boundary);
        let chunks: VecDeque<Bytes> = self.chunks.iter().cloned().chain([end.into()]).collect();
        let content_type = HeaderValue::try_from(format!("multipart/form-data; boundary={}", self.boundary));
        (
            content_type.expect("the boundary consists of hexadecimal digits"),
            reqwest::Body::wrap(Chunks(chunks)),
        )
    }
}

/// Escapes a name in a part's header, as in the WHATWG's HTML standard.
fn escaped(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

/// A body of a known length.
struct Chunks(VecDeque<Bytes>);

impl http_body::Body for Chunks {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(self.0.pop_front().map(|chunk| Ok(Frame::data(chunk))))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.0.iter().map(|chunk| chunk.len() as u64).sum())
    }
}
