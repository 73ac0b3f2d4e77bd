//! Bodies that are sent as `multipart/form-data`: files, and the fields beside them.

use bytes::Bytes;
use reqwest::multipart::{Form, Part};
use serde::Serialize;
use serde_json::Value;

/// A file to upload: its bytes, the name under which the server is to keep it, and its media type.
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
    /// A file with this name and content. Servers tell a file's kind by the ending of its name.
    pub fn new(filename: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { filename: filename.into(), content_type: None, bytes: Bytes::from(bytes.into()) }
    }

    /// Sets the media type; without it the part is sent as `application/octet-stream`.
    #[must_use]
    pub fn content_type(mut self, media_type: impl Into<String>) -> Self {
        self.content_type = Some(media_type.into());
        self
    }

    /// The name under which the file is sent.
    pub fn filename(&self) -> &str {
        &self.filename
    }

    /// The content.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// Says how much there is, not what.
impl std::fmt::Debug for FilePart {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FilePart")
            .field("filename", &self.filename)
            .field("content_type", &self.content_type)
            .field("bytes", &format_args!("{} bytes", self.bytes.len()))
            .finish()
    }
}

/// A request body that is sent as a form. Generated for every body that holds a [`FilePart`].
pub(crate) trait IntoForm {
    /// The form, or what keeps it from being sent.
    fn into_form(self) -> Result<Form, String>;
}

/// Collects the parts of a form.
#[derive(Default)]
pub(crate) struct FormBuilder {
    form: Form,
}

impl FormBuilder {
    /// Adds a value: nothing for null, `name[key]` for the members of an object, `name[]` for the items
    /// of an array.
    pub(crate) fn field(&mut self, name: &str, value: &impl Serialize) -> Result<(), String> {
        let value = serde_json::to_value(value).map_err(|error| format!("{name} cannot be sent: {error}"))?;
        self.value(name, value);
        Ok(())
    }

    fn value(&mut self, name: &str, value: Value) {
        match value {
            Value::Null => {}
            Value::Object(members) => {
                for (key, value) in members {
                    self.value(&format!("{name}[{key}]"), value);
                }
            }
            Value::Array(items) => {
                for item in items {
                    self.value(&format!("{name}[]"), item);
                }
            }
            Value::String(text) => self.text(name, text),
            scalar => self.text(name, scalar.to_string()),
        }
    }

    fn text(&mut self, name: &str, text: String) {
        self.form = std::mem::take(&mut self.form).text(name.to_owned(), text);
    }

    /// Adds a file.
    pub(crate) fn file(&mut self, name: &'static str, file: FilePart) -> Result<(), String> {
        let media_type = file.content_type.as_deref().unwrap_or("application/octet-stream");
        // The content is shared, not copied: a form is made anew for each attempt.
        let length = file.bytes.len() as u64;
        let part = Part::stream_with_length(file.bytes, length).file_name(file.filename);
        let part = part
            .mime_str(media_type)
            .map_err(|_| format!("{name} has the media type {media_type:?}, which is none"))?;
        self.form = std::mem::take(&mut self.form).part(name, part);
        Ok(())
    }

    /// The form with everything that was added, in that order.
    pub(crate) fn finish(self) -> Form {
        self.form
    }
}
