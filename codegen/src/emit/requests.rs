//! A request: its struct, its setters, how it is started and how it is sent. All of it is written here.
//!
//! What holds a body is `#[inline]`: it is compiled in the programs that send the request, and not for all requests
//! with the SDK.
//!
//! The model says what an operation takes. URL, query and body come from progenitor's own function for it: they
//! are compared with the model, so that neither can drift.
//!
//! - `compare`: what the model and progenitor say of the operation has to agree;
//! - `operation`: the constant that describes it to the runtime;
//! - `start`: the method of the resource;
//! - `structure`, `methods`, `implementation`: the struct, its setters and `impl IntoParts`;
//! - `body`: which members of the body are arguments and which are setters.

mod body;
mod compare;
mod implementation;
mod methods;
mod operation;
mod start;
mod structure;

use quote::format_ident;
use syn::{Ident, Item, Type, parse_quote};

use self::body::BodyParts;
use super::Source;
use crate::error::Diagnostic;
use crate::model::{Operation, Paging, Parameter, Response, rust_ident};
use crate::progenitor::Function;

/// More required members than that are set by name.
pub(super) const MAX_ARGUMENTS: usize = 3;

/// What is written for one operation.
pub(super) struct Request {
    /// The constant that describes the operation to the runtime.
    pub(super) operation: Item,
    /// The method of the resource that starts the request.
    pub(super) start: syn::ImplItem,
    /// The request and what it implements.
    pub(super) items: Vec<Item>,
}

/// An operation with everything that is known of it.
struct Writer<'a> {
    operation: &'a Operation,
    function: &'a Function,
    body: Option<BodyParts<'a>>,
}

/// Writes the request of an operation.
///
/// # Errors
/// When progenitor's function for it says something else than the model.
pub(super) fn request(
    operation: &Operation,
    resource: &Ident,
    source: &Source<'_>,
) -> Result<Request, Diagnostic> {
    use heck::ToSnakeCase;
    let mismatch = |what: String| {
        let message = format!("progenitor and the model do not agree on {}: {what}", operation.id);
        Diagnostic::new(operation.pointer.clone(), message, "mend the pass or the model that reads it")
    };
    let function = source.functions.get(&operation.id.to_snake_case());
    let function = function.ok_or_else(|| mismatch("there is no function".to_owned()))?;
    let body = operation.body.as_ref().and_then(|body| {
        let schema = source.model.schema(&body.schema)?;
        let object = source.model.object(&body.schema)?;
        let item = source.types.iter().find_map(|item| match item {
            Item::Struct(item) if item.ident == body.schema => Some(item),
            _ => None,
        })?;
        Some(BodyParts { schema, object, item, encoding: body.encoding })
    });
    if operation.body.is_some() != body.is_some() {
        return Err(mismatch("the body is not an object".to_owned()));
    }
    let writer = Writer { operation, function, body };
    writer.compare().map_err(mismatch)?;
    Ok(Request { operation: writer.operation_item(), start: writer.start(), items: writer.items(resource) })
}

impl Writer<'_> {
    fn request(&self) -> Ident {
        format_ident!("{}", self.operation.request())
    }

    fn constant(&self) -> Ident {
        use heck::ToShoutySnakeCase;
        format_ident!("{}", self.operation.id.to_shouty_snake_case())
    }

    /// Query and header parameters, in the order in which progenitor sends them, with their names and types.
    fn parameters(&self) -> Vec<(&Parameter, Ident, Type)> {
        let variables = self.function.query.iter().chain(&self.function.headers);
        let parameters = variables.filter_map(|(name, variable)| {
            let parameter = self.operation.parameters.iter().find(|parameter| parameter.name == *name)?;
            let ty = self.function.parameters.get(variable)?.clone();
            Some((parameter, rust_ident(variable), ty))
        });
        parameters.collect()
    }

    /// The request and what it implements.
    fn items(&self, resource: &Ident) -> Vec<Item> {
        let mut items = vec![self.structure(resource)];
        let methods = self.methods();
        let request = self.request();
        if !methods.is_empty() {
            items.push(parse_quote!(impl #request { #(#methods)* }));
        }
        items.push(self.implementation());
        if let Response::List(list) = &self.operation.response
            && list.paging == (Paging::Cursor { backward: true })
        {
            items.push(parse_quote!(impl PaginateBackward for #request {}));
        }
        items
    }
}

/// The name of a method, whatever it is.
pub(super) fn rust_method(name: &str) -> Ident {
    rust_ident(name)
}
