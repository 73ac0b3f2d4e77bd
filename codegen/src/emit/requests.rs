//! A request: its struct, its setters, how it is started and how it is sent. All of it is written here.
//!
//! What holds a body is `#[inline]`: it is compiled in the programs that send the request, and not for all requests
//! with the SDK.
//!
//! The model says what an operation takes. URL, query and body come from progenitor's own function for it: they
//! are compared with the model, so that neither can drift.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Attribute, Ident, Item, ItemStruct, Type, parse_quote};

use super::Source;
use crate::code_passes::constructors::{essential, essential_argument};
use crate::code_passes::documentation::lines;
use crate::error::Diagnostic;
use crate::model::{
    Encoding, Kind, Location, Member, Object, Operation, Paging, Parameter, Response, Schema, rust_ident,
};
use crate::progenitor::Function;
use crate::rust::arguments::{argument, setting, setting_value};
use crate::rust::constants::default_path;
use crate::rust::syntax::{doc_attribute, doc_line, held, last_segment, qualify};

/// More required members than that are set by name.
pub(super) const MAX_ARGUMENTS: usize = 3;

/// What a request has already, which no member may hide.
const RESERVED: [&str; 20] = [
    "deadline",
    "extra_body",
    "extra_header",
    "extra_query",
    "idempotency_key",
    "into_parts",
    "items",
    "items_backward",
    "max_retries",
    "options_mut",
    "pages",
    "pages_backward",
    "poll",
    "remove_header",
    "retry_unsafe",
    "send",
    "send_raw",
    "stream",
    "timeout",
    "with_body",
];

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

/// The body of a request.
struct BodyParts<'a> {
    schema: &'a Schema,
    object: &'a Object,
    item: &'a ItemStruct,
    encoding: Encoding,
}

impl<'a> BodyParts<'a> {
    fn essential(&self) -> Vec<&'a Member> {
        essential(self.schema, self.object)
    }

    /// Whether too many members are required to give them in order.
    fn is_set_by_name(&self) -> bool {
        self.essential().len() > MAX_ARGUMENTS
    }

    fn field(&self, member: &Member) -> Option<&'a Type> {
        let ident = rust_ident(&member.name);
        self.item.fields.iter().find(|field| field.ident.as_ref() == Some(&ident)).map(|field| &field.ty)
    }

    /// The members that setters set.
    fn optional(&self, streams: bool) -> Vec<&'a Member> {
        let members =
            self.object.members.iter().filter(|member| !member.required && member.constant.is_none());
        members.filter(|member| !(streams && member.name == "stream")).collect()
    }
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
    /// Compares what both sides say.
    fn compare(&self) -> Result<(), String> {
        let Self { operation, function, .. } = self;
        let of_model = |location: Location| -> BTreeSet<String> {
            operation.parameters_in(location).map(|parameter| parameter.name.clone()).collect()
        };
        let query: BTreeSet<String> = function.query.iter().map(|(name, _)| name.clone()).collect();
        if query != of_model(Location::Query) {
            return Err(format!("the query is {query:?}"));
        }
        let headers: BTreeSet<String> = function.headers.iter().map(|(name, _)| name.clone()).collect();
        if headers != of_model(Location::Header) {
            return Err(format!("the headers are {headers:?}"));
        }
        if function.method != operation.method {
            return Err(format!("the method is {}", function.method));
        }
        if function.segments.len() != operation.parameters_in(Location::Path).count() {
            return Err(format!("the path is {}", function.path));
        }
        if function.body != operation.body.is_some() {
            return Err(format!("a body is {}", if function.body { "sent" } else { "not sent" }));
        }
        Ok(())
    }

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

    /// The description of the operation for the runtime.
    fn operation_item(&self) -> Item {
        let Self { operation, .. } = self;
        let (constant, id, path, accept) =
            (self.constant(), operation.accessor(), &operation.path, operation.accept());
        let method = format_ident!("{}", operation.method);
        let idempotent = operation.idempotent;
        let headers = operation.headers.iter().map(|(name, value)| {
            let name = name.to_ascii_lowercase();
            quote!((#name, #value))
        });
        let paging = match &operation.response {
            Response::List(list) => {
                let style = match list.paging {
                    Paging::Cursor { .. } => quote!(Forward),
                    Paging::Token => quote!(Token),
                    Paging::Single => quote!(Single),
                };
                quote!(Some(PageStyle::#style))
            }
            _ => quote!(None),
        };
        parse_quote! {
            static #constant: Operation = Operation {
                id: #id,
                method: Method::#method,
                path: #path,
                accept: HeaderValue::from_static(#accept),
                headers: &[#(#headers),*],
                idempotent: #idempotent,
                paging: #paging,
            };
        }
    }

    /// The method that starts the request.
    fn start(&self) -> syn::ImplItem {
        let Self { operation, .. } = self;
        let (request, constant) = (self.request(), self.constant());
        let method = rust_method(&operation.verb);
        let docs = lines(&operation.docs);
        let docs: Vec<Attribute> = docs.iter().map(|line| doc_attribute(line)).collect();
        let ids: Vec<Ident> =
            operation.parameters_in(Location::Path).map(|parameter| rust_ident(&parameter.name)).collect();
        let id_parameters = ids.iter().map(|id| quote!(#id: impl setting::Text));
        let id_values = ids.iter().map(|id| quote!(&#id.into_text()));

        let mut parameters: Vec<TokenStream> = id_parameters.collect();
        let mut fields =
            vec![quote!(base: RequestBase::new(&self.client.config, &#constant, &[#(#id_values),*]))];
        for (parameter, ident, ty) in self.parameters() {
            if parameter.required {
                let (takes, value) = argument(&parameter.kind, &ty, &ident);
                parameters.push(quote!(#ident: #takes));
                fields.push(quote!(#ident: #value));
            } else {
                fields.push(quote!(#ident: None));
            }
        }
        if let Some(body) = &self.body {
            let (more, value) = self.body_start(body);
            parameters.extend(more);
            fields.extend(value);
        }
        parse_quote! {
            #(#docs)*
            pub fn #method(&self, #(#parameters),*) -> #request {
                #request { #(#fields),* }
            }
        }
    }

    /// The arguments that the body takes, and the fields that hold it.
    fn body_start(&self, body: &BodyParts<'_>) -> (Vec<TokenStream>, Vec<TokenStream>) {
        let ty = &body.item.ident;
        if body.is_set_by_name() {
            let fields =
                body.object.members.iter().filter(|member| member.constant.is_none()).map(|member| {
                    let ident = rust_ident(&member.name);
                    quote!(#ident: Default::default())
                });
            return (Vec::new(), fields.collect());
        }
        let essential = body.essential();
        if essential.is_empty() {
            return (Vec::new(), vec![quote!(body: types::#ty::default())]);
        }
        let parameters = essential.iter().filter_map(|member| {
            let (ident, field) = (rust_ident(&member.name), qualify(body.field(member)?));
            let (takes, _) = essential_argument(member, &field, &ident);
            Some(quote!(#ident: #takes))
        });
        let names = essential.iter().map(|member| rust_ident(&member.name));
        (parameters.collect(), vec![quote!(body: types::#ty::new(#(#names),*))])
    }

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

    fn structure(&self, resource: &Ident) -> Item {
        let request = self.request();
        let doc = doc_line(&format!("The request of [`{resource}::{}`].", rust_method(&self.operation.verb)));
        let parameters = self.parameters();
        let parameters = parameters.iter().map(|(parameter, ident, ty)| {
            if parameter.required { quote!(#ident: #ty) } else { quote!(#ident: Option<#ty>) }
        });
        let body = self.body.iter().flat_map(|body| {
            let ty = &body.item.ident;
            if !body.is_set_by_name() {
                return vec![quote!(body: types::#ty)];
            }
            let members = body.object.members.iter().filter(|member| member.constant.is_none());
            let fields = members.filter_map(|member| {
                let (ident, ty) = (rust_ident(&member.name), qualify(body.field(member)?));
                Some(if member.required { quote!(#ident: Option<#ty>) } else { quote!(#ident: #ty) })
            });
            fields.collect()
        });
        parse_quote! {
            #doc
            #[derive(Clone, Debug)]
            #[must_use = "a request does nothing until it is sent"]
            pub struct #request {
                base: RequestBase,
                #(#parameters,)*
                #(#body,)*
            }
        }
    }

    /// Setters, and the other ways to send the request.
    fn methods(&self) -> Vec<TokenStream> {
        let mut taken: BTreeSet<String> = RESERVED.iter().map(|name| (*name).to_owned()).collect();
        let mut methods = Vec::new();
        for (parameter, ident, ty) in self.parameters() {
            if !parameter.required {
                taken.insert(ident.to_string());
                methods.push(setter(
                    &ident,
                    &parameter.docs,
                    &setting(&ty, false),
                    &quote!(self.#ident = #ident.into_setting().value()),
                ));
            }
        }
        let Some(body) = &self.body else { return methods };
        let by_name = body.is_set_by_name();
        let required = if by_name { body.essential() } else { Vec::new() };
        for member in required.into_iter().chain(body.optional(self.operation.streams)) {
            let Some(field) = body.field(member) else { continue };
            let ident = rust_ident(&member.name);
            let setter_name = if taken.contains(&ident.to_string()) {
                format_ident!("body_{ident}")
            } else {
                ident.clone()
            };
            let nullable = last_segment(field).as_deref() == Some("Nullable");
            let takes = setting(&qualify(held(field)), nullable);
            let value = setting_value(&setter_name, if member.required { held(field) } else { field });
            let place = if by_name { quote!(self.#ident) } else { quote!(self.body.#ident) };
            methods.push(setter(&setter_name, &member.docs, &takes, &quote!(#place = #value)));
        }
        if !by_name {
            let ty = &body.item.ident;
            let doc = doc_line("Replaces the whole body, with the members that the arguments have set.");
            methods.push(quote! {
                #doc
                #[inline]
                pub fn with_body(mut self, body: types::#ty) -> Self {
                    self.body = body;
                    self
                }
            });
        }
        methods.extend(self.stream(body));
        methods
    }

    /// The way to ask for events in place of the response.
    fn stream(&self, body: &BodyParts<'_>) -> Option<TokenStream> {
        if !self.operation.streams || body.is_set_by_name() {
            return None;
        }
        let docs = [
            " Sends the request with `stream: true`. The response is a stream of server-sent events.",
            "",
            " # Errors",
            " Those of [`send`](Request::send).",
        ];
        let docs = docs.map(doc_attribute);
        Some(quote! {
            #(#docs)*
            #[inline]
            pub fn stream(mut self) -> impl Future<Output = Result<Response<ByteStream>, Error>> + Send + 'static {
                self.body.stream = true.into();
                call::bytes(self.into_parts().map(RequestParts::event_stream))
            }
        })
    }

    fn implementation(&self) -> Item {
        let request = self.request();
        let output = output(&self.operation.response);
        let parts = self.parts();
        parse_quote! {
            impl IntoParts for #request {
                type Decoded = #output;
                fn options_mut(&mut self) -> &mut RequestOptions {
                    &mut self.base.options
                }
                #[inline]
                fn into_parts(self) -> Result<RequestParts, Error> {
                    #parts
                }
            }
        }
    }

    /// From the request to the parts of an HTTP request.
    fn parts(&self) -> TokenStream {
        let parameters = self.parameters();
        let is_list = |parameter: &Parameter| matches!(parameter.kind, Kind::List(_));
        let added: Vec<TokenStream> = parameters
            .iter()
            .map(|(parameter, ident, _)| {
                let name = &parameter.name;
                let value = if parameter.required { quote!(Some(self.#ident)) } else { quote!(self.#ident) };
                match parameter.location {
                    Location::Header => quote!(parts.header(#name, #value)?;),
                    _ if is_list(parameter) => quote!(parts.query_list(#name, #value);),
                    _ if parameter.kind == Kind::Integer => quote!(parts.query_integer(#name, #value)?;),
                    _ => quote!(parts.query(#name, #value);),
                }
            })
            .collect();
        let send = self.body.as_ref().map(|body| match body.encoding {
            Encoding::Json => quote!(json(&body)),
            Encoding::Multipart => quote!(form(body)),
        });
        let Some((body, send)) = self.body.as_ref().zip(send) else {
            return match added.as_slice() {
                [] => quote!(self.base.into_parts()),
                added => quote! {
                    let mut parts = self.base.into_parts()?;
                    #(#added)*
                    Ok(parts)
                },
            };
        };
        if body.is_set_by_name() {
            let made = self.body_by_name(body);
            return quote! {
                let body = #made;
                self.base.into_parts()?.#send
            };
        }
        let send = match body.encoding {
            Encoding::Json => quote!(json(&self.body)),
            Encoding::Multipart => quote!(form(self.body)),
        };
        match added.as_slice() {
            [] => quote!(self.base.into_parts()?.#send),
            added => quote! {
                let mut parts = self.base.into_parts()?;
                #(#added)*
                parts.#send
            },
        }
    }

    /// The body from the fields of the request; a required member that is not set is an error.
    fn body_by_name(&self, body: &BodyParts<'_>) -> TokenStream {
        let ty = &body.item.ident;
        let fields = body.object.members.iter().map(|member| {
            let ident = rust_ident(&member.name);
            let (name, setter) = (&member.name, ident.to_string());
            if let Some(constant) = &member.constant {
                let path: TokenStream = default_path(name, constant).parse().unwrap_or_default();
                quote!(#ident: types::#path())
            } else if member.required {
                quote!(#ident: self.#ident.ok_or_else(|| self.base.missing(#name, #setter))?)
            } else {
                quote!(#ident: self.#ident)
            }
        });
        quote!(types::#ty { #(#fields),* })
    }
}

fn setter(name: &Ident, docs: &str, takes: &TokenStream, assignment: &TokenStream) -> TokenStream {
    let doc = doc_line(docs);
    quote! {
        #doc
        pub fn #name(mut self, #name: #takes) -> Self {
            #assignment;
            self
        }
    }
}

/// What the response holds.
fn output(response: &Response) -> TokenStream {
    match response {
        Response::Json(kind) => rust_type(kind),
        Response::List(list) => {
            let item = rust_type(&list.item);
            quote!(Page<#item>)
        }
        Response::Bytes(_) => quote!(ByteStream),
        Response::Empty => quote!(()),
    }
}

fn rust_type(kind: &Kind) -> TokenStream {
    match kind {
        Kind::Text => quote!(String),
        Kind::Integer => quote!(i64),
        Kind::Number => quote!(f64),
        Kind::Boolean => quote!(bool),
        Kind::List(item) => {
            let item = rust_type(item);
            quote!(Vec<#item>)
        }
        Kind::Map(value) => {
            let value = rust_type(value);
            quote!(BTreeMap<String, #value>)
        }
        Kind::Named(name) => {
            let name = format_ident!("{name}");
            quote!(types::#name)
        }
        Kind::File | Kind::Any => quote!(serde_json::Value),
    }
}

/// The name of a method, whatever it is.
pub(super) fn rust_method(name: &str) -> Ident {
    rust_ident(name)
}
