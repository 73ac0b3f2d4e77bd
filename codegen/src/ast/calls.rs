//! In: `send`, which makes a request, sends it and reads the answer. Out: a call that the
//! runtime sends.
//!
//! A request that can be made once cannot be tried again, and a file in a form can be made once only; so
//! `into_call` hands the runtime a closure that makes it. What is the same for all operations (attempts,
//! errors, reading) is the runtime's, written once and compiled once. Every request has options.

use quote::{ToTokens, format_ident};
use syn::visit_mut::{self, VisitMut};
use syn::{
    Expr, ExprLit, FieldPat, Fields, Ident, ImplItem, ImplItemFn, Item, ItemImpl, Lit, Pat, Stmt, parse_quote,
};

use crate::ast::Sites;
use crate::ast::{answer, doc_attributes, last_segment, module};

/// Rewrites the requests.
pub fn apply(file: &mut syn::File) -> Sites {
    let Some(builders) = module(&mut file.items, "builder") else { return 0 };
    let mut sites = 0;
    *builders = std::mem::take(builders)
        .into_iter()
        .flat_map(|mut item| {
            let call = match &mut item {
                Item::Struct(request) => {
                    if let Fields::Named(fields) = &mut request.fields {
                        fields.named.push(parse_quote!(call_options: crate::RequestOptions));
                    }
                    None
                }
                Item::Impl(block) => as_call(block),
                _ => None,
            };
            sites += usize::from(call.is_some());
            [Some(item), call.map(Item::Impl)]
        })
        .flatten()
        .collect();
    sites
}

/// Takes the request out of `send`.
fn as_call(block: &mut ItemImpl) -> Option<ItemImpl> {
    AddOptions.visit_item_impl_mut(block);
    let send = block.items.iter_mut().find_map(|item| match item {
        ImplItem::Fn(method) if method.sig.ident == "send" => Some(method),
        _ => None,
    })?;
    let (operation, answer) = (operation(send)?, answer(send)?);
    let at = send.block.stmts.iter().position(|stmt| is_let(stmt, "request"))?;
    let mut statements: Vec<Stmt> = send.block.stmts.drain(..).take(at + 1).collect();
    statements.iter_mut().for_each(|stmt| Names.visit_stmt_mut(stmt));
    let Some(Stmt::Local(request)) = statements.pop() else { return None };
    let Expr::Try(built) = *request.init?.expr else { return None };
    let mut built = *built.expr;
    ByReference.visit_expr_mut(&mut built);

    let read = format_ident!(
        "{}",
        if last_segment(&answer).is_some_and(|name| name == "ByteStream") { "bytes" } else { "value" }
    );
    let docs = doc_attributes(&send.attrs);
    *send = parse_quote! {
        #(#docs)*
        pub fn send(self) -> impl Future<Output = Result<ResponseValue<#answer>, Error>> + Send + use<> {
            Call::#read(crate::Request::into_call(self))
        }
    };
    let (generics, request) = (&block.generics, &block.self_ty);
    Some(parse_quote! {
        impl #generics crate::Request for #request {
            fn options_mut(&mut self) -> &mut crate::RequestOptions {
                &mut self.call_options
            }
            fn into_call(self) -> Result<Call, Error> {
                #(#statements)*
                Call::new(&client.config, &operations::#operation, call_options, move |http| {
                    #built.map_err(Error::from_reqwest)
                })
            }
        }
    })
}

/// `CREATE_RUN` for `let info = OperationInfo { operation_id: "create_run" }`.
fn operation(send: &ImplItemFn) -> Option<Ident> {
    let info = send.block.stmts.iter().find_map(|stmt| match stmt {
        Stmt::Local(local) if is_let(stmt, "info") => Some(&*local.init.as_ref()?.expr),
        _ => None,
    })?;
    let Expr::Struct(info) = info else { return None };
    match &info.fields.first()?.expr {
        Expr::Lit(ExprLit { lit: Lit::Str(id), .. }) => {
            Some(format_ident!("{}", id.value().to_ascii_uppercase()))
        }
        _ => None,
    }
}

fn is_let(stmt: &Stmt, name: &str) -> bool {
    let Stmt::Local(local) = stmt else { return false };
    matches!(&local.pat, Pat::Ident(pattern) if pattern.ident == name)
}

/// `call_options` wherever a request is made or taken apart.
struct AddOptions;

impl VisitMut for AddOptions {
    fn visit_expr_struct_mut(&mut self, node: &mut syn::ExprStruct) {
        visit_mut::visit_expr_struct_mut(self, node);
        if node.path.is_ident("Self") {
            node.fields.push(parse_quote!(call_options: ::std::default::Default::default()));
        }
    }

    fn visit_pat_struct_mut(&mut self, node: &mut syn::PatStruct) {
        if node.path.is_ident("Self") {
            node.fields.push(FieldPat {
                attrs: Vec::new(),
                member: format_ident!("call_options").into(),
                colon_token: None,
                pat: Box::new(parse_quote!(call_options)),
            });
        }
    }
}

/// What progenitor calls otherwise.
struct Names;

impl VisitMut for Names {
    fn visit_expr_mut(&mut self, node: &mut Expr) {
        visit_mut::visit_expr_mut(self, node);
        match node.to_token_stream().to_string().as_str() {
            "client . baseurl" => *node = parse_quote!(client.config.base_url),
            "client . client" => *node = parse_quote!(http),
            "Error :: InvalidRequest" => *node = parse_quote!(Error::invalid_request),
            _ => {}
        }
    }

    fn visit_macro_mut(&mut self, node: &mut syn::Macro) {
        let arguments =
            node.parse_body_with(syn::punctuated::Punctuated::<Expr, syn::Token![,]>::parse_terminated);
        if let Ok(mut arguments) = arguments {
            arguments.iter_mut().for_each(|argument| self.visit_expr_mut(argument));
            node.tokens = arguments.to_token_stream();
        }
    }
}

/// The closure makes the request as often as it is asked to: it lends what it holds, or clones it.
struct ByReference;

impl VisitMut for ByReference {
    fn visit_expr_method_call_mut(&mut self, node: &mut syn::ExprMethodCall) {
        visit_mut::visit_expr_method_call_mut(self, node);
        let on_client = matches!(&*node.receiver, Expr::Path(path) if path.path.is_ident("http"));
        let variable =
            |argument: &&mut Expr| matches!(argument, Expr::Path(path) if path.path.get_ident().is_some());
        for argument in node.args.iter_mut().filter(variable) {
            *argument = if on_client { parse_quote!(&#argument) } else { parse_quote!(#argument.clone()) };
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_runtime_gets_a_call() {
        let before = r#"
            pub mod builder {
                pub struct CreateRun<'a> { client: &'a super::Client, id: Result<String, String> }
                impl<'a> CreateRun<'a> {
                    pub fn new(client: &'a super::Client) -> Self { Self { client: client, id: Err(x) } }
                    /// Sends it.
                    pub async fn send(self) -> Result<ResponseValue<types::Run>, Error<types::ErrorResponse>> {
                        let Self { client, id } = self;
                        let id = id.map_err(Error::InvalidRequest)?;
                        let url = format!("{}/runs/{}", client.baseurl, segment("id", &id).map_err(Error::InvalidRequest)?);
                        let mut request = client.client.post(url).json(&body).headers(header_map).build()?;
                        let info = OperationInfo { operation_id: "create_run" };
                        client.pre(&mut request, &info).await?;
                        let result = client.exec(request, &info).await;
                        match result { _ => Err(Error::UnexpectedResponse(response)) }
                    }
                }
            }
        "#;
        insta::assert_snapshot!(crate::ast::testing::code(super::apply, before), @r#"
        // sites: 1
        pub mod builder {
            pub struct CreateRun<'a> {
                client: &'a super::Client,
                id: Result<String, String>,
                call_options: crate::RequestOptions,
            }
            impl<'a> CreateRun<'a> {
                pub fn new(client: &'a super::Client) -> Self {
                    Self {
                        client: client,
                        id: Err(x),
                        call_options: ::std::default::Default::default(),
                    }
                }
                /// Sends it.
                pub fn send(
                    self,
                ) -> impl Future<
                    Output = Result<ResponseValue<types::Run>, Error>,
                > + Send + use<> {
                    Call::value(crate::Request::into_call(self))
                }
            }
            impl<'a> crate::Request for CreateRun<'a> {
                fn options_mut(&mut self) -> &mut crate::RequestOptions {
                    &mut self.call_options
                }
                fn into_call(self) -> Result<Call, Error> {
                    let Self { client, id, call_options } = self;
                    let id = id.map_err(Error::invalid_request)?;
                    let url = format!(
                        "{}/runs/{}", client.config.base_url, segment("id", & id)
                        .map_err(Error::invalid_request) ?
                    );
                    Call::new(
                        &client.config,
                        &operations::CREATE_RUN,
                        call_options,
                        move |http| {
                            http.post(&url)
                                .json(&body)
                                .headers(header_map.clone())
                                .build()
                                .map_err(Error::from_reqwest)
                        },
                    )
                }
            }
        }
        "#);
    }
}
