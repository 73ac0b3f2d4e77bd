//! The operations: what the runtime has to know of a call beyond its request.

use heck::ToSnakeCase;
use quote::{format_ident, quote};
use serde_json::Value;

use super::HEADER;
use crate::config::Config as Source;
use crate::document::{Document, Operation};
use crate::document_passes::shaping::event_streams::MARK;

/// The source of `operations.rs`: one constant an operation, sorted by id.
pub fn table(document: &Document, source: &Source) -> String {
    let mut operations: Vec<Operation<'_>> = document.operations().collect();
    operations.sort_by_key(|operation| operation.id().to_snake_case());
    let entries = operations.iter().map(|operation| {
        let id = operation.id().to_snake_case();
        let path = operation.path.trim_end_matches(MARK);
        let accept = accept(operation);
        let tags = operation.tags();
        let headers = source.headers_for(&tags).map(|rule| {
            let (name, value) = (rule.name.to_ascii_lowercase(), &rule.value);
            quote!((#name, #value))
        });
        let name = format_ident!("{}", id.to_ascii_uppercase());
        quote! {
            pub(crate) static #name: Operation =
                Operation { id: #id, path: #path, accept: HeaderValue::from_static(#accept), headers: &[#(#headers),*] };
        }
    });
    let file = syn::parse_quote! {
        use reqwest::header::HeaderValue;
        use crate::runtime::operation::Operation;

        #(#entries)*
    };
    format!("{HEADER}\n{}", prettyplease::unparse(&file))
}

/// The media type to ask for.
fn accept(operation: &Operation<'_>) -> String {
    let responses = operation.object.get("responses").and_then(Value::as_object);
    let success = responses.into_iter().flatten().find(|(status, _)| status.starts_with('2'));
    let media =
        success.and_then(|(_, response)| response.get("content")?.as_object()?.keys().next().cloned());
    match media.as_deref() {
        // What official SDKs ask for where the answer is a file; servers tell them apart by it.
        Some("application/octet-stream") => "application/binary".to_owned(),
        Some(media) => media.to_owned(),
        None => "*/*".to_owned(),
    }
}
