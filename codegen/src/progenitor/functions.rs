//! Extracts the parts of a request from progenitor's functions.
//!
//! A function with positional parameters has a few statements: `let url = format!("{}/runs/{}", ..)`, a header map, and a
//! chain `self.client.post(url).json(&body).query(&QueryParam::new("limit", &limit)).build()?`.

use std::collections::BTreeMap;

use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};
use syn::{Expr, ExprIf, ExprMethodCall, FnArg, ImplItem, ImplItemFn, Item, Lit, Pat, Token, Type};

use super::Function;
use crate::rust::syntax::{arguments, last_segment};

/// The functions of `impl Client`.
pub(super) fn functions(code: &syn::File) -> BTreeMap<String, Function> {
    let blocks = code.items.iter().filter_map(|item| match item {
        Item::Impl(block) if block.trait_.is_none() => Some(&block.items),
        _ => None,
    });
    let functions = blocks.flatten().filter_map(|item| match item {
        ImplItem::Fn(function) if function.sig.asyncness.is_some() => {
            Some((function.sig.ident.to_string(), read(function)))
        }
        _ => None,
    });
    functions.collect()
}

fn read(function: &ImplItemFn) -> Function {
    let mut found = Function::default();
    for input in &function.sig.inputs {
        if let FnArg::Typed(parameter) = input
            && let Pat::Ident(name) = &*parameter.pat
        {
            found.parameters.insert(name.ident.to_string(), owned(&parameter.ty));
        }
    }
    Reader(&mut found).visit_block(&function.block);
    found
}

/// `String` for `Option<&'a str>`, `Vec<types::Include>` for `Option<&'a Vec<types::Include>>`.
fn owned(ty: &Type) -> Type {
    match ty {
        Type::Reference(reference) if last_segment(&reference.elem).as_deref() == Some("str") => {
            syn::parse_quote!(String)
        }
        Type::Reference(reference) => owned(&reference.elem),
        ty if last_segment(ty).as_deref() == Some("Option") => {
            arguments(ty).first().map_or_else(|| ty.clone(), |inner| owned(inner))
        }
        ty => ty.clone(),
    }
}

struct Reader<'a>(&'a mut Function);

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_macro(&mut self, node: &'ast syn::Macro) {
        if !node.path.is_ident("format") {
            return;
        }
        let parts = node.parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated);
        let Some(parts) = parts.ok() else { return };
        let mut parts = parts.iter();
        if let Some(Expr::Lit(literal)) = parts.next()
            && let Lit::Str(text) = &literal.lit
        {
            self.0.path = text.value().trim_start_matches("{}").to_owned();
        }
        // The first argument is the base URL, the others are `encode_path(&thread_id.to_string())`.
        self.0.segments = parts.skip(1).filter_map(variable).collect();
    }

    /// Handles `if let Some(value) = trace { header_map.append("X-Trace", value..) }`.
    fn visit_expr_if(&mut self, node: &'ast ExprIf) {
        let before = self.0.headers.len();
        visit::visit_expr_if(self, node);
        if let Expr::Let(condition) = &*node.cond
            && let Some(name) = variable(&condition.expr)
        {
            self.0.headers[before..].iter_mut().for_each(|(_, variable)| variable.clone_from(&name));
        }
    }

    fn visit_expr_method_call(&mut self, node: &'ast ExprMethodCall) {
        visit::visit_expr_method_call(self, node);
        let first = node.args.first();
        match node.method.to_string().as_str() {
            method @ ("get" | "post" | "put" | "delete" | "patch" | "head" | "options" | "trace")
                // `self.post(..)` is a hook.
                if matches!(&*node.receiver, Expr::Field(_)) =>
            {
                self.0.method = method.to_ascii_uppercase();
            }
            "json" => self.0.body = true,
            "query" => self.0.query.extend(first.and_then(named_value)),
            "append" => {
                let name = first.and_then(literal);
                let value = node.args.iter().nth(1).and_then(variable);
                self.0.headers.extend(name.zip(value));
            }
            _ => {}
        }
    }
}

/// `("limit", limit)` for `&QueryParam::new("limit", &limit)`.
fn named_value(expression: &Expr) -> Option<(String, String)> {
    let Expr::Reference(reference) = expression else { return None };
    let Expr::Call(call) = &*reference.expr else { return None };
    let mut arguments = call.args.iter();
    Some((literal(arguments.next()?)?, variable(arguments.next()?)?))
}

fn literal(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Str(text) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}

/// The variable of an expression.
fn variable(expression: &Expr) -> Option<String> {
    struct Find(Option<String>);
    impl<'ast> Visit<'ast> for Find {
        fn visit_expr_path(&mut self, node: &'ast syn::ExprPath) {
            if let Some(name) = node.path.get_ident().filter(|name| *name != "encode_path" && *name != "self")
            {
                self.0.get_or_insert_with(|| name.to_string());
            }
        }
    }
    let mut find = Find(None);
    find.visit_expr(expression);
    find.0.or_else(|| expression.to_token_stream().is_empty().then(String::new))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_request_are_extracted() {
        let code = r#"
            impl Client {
                pub async fn create_run<'a>(&'a self, thread_id: &'a str, include: Option<&'a ::std::vec::Vec<types::Include>>, limit: Option<i64>, body: &'a types::CreateRun) -> Result<ResponseValue<types::Run>, Error<()>> {
                    let url = format!("{}/threads/{}/runs", self.baseurl, encode_path(&thread_id.to_string()));
                    let mut header_map = HeaderMap::with_capacity(1usize);
                    header_map.append(HeaderName::from_static("api-version"), HeaderValue::from_static(Self::api_version()));
                    header_map.append("X-Trace", trace.to_string().try_into()?);
                    if let Some(value) = owner { header_map.append("X-Owner", value.to_string().try_into()?); }
                    let mut request = self.client.post(url).header(ACCEPT, HeaderValue::from_static("application/json")).json(&body)
                        .query(&progenitor_client::QueryParam::new("include[]", &include))
                        .query(&progenitor_client::QueryParam::new("limit", &limit)).headers(header_map).build()?;
                }
            }
        "#;
        let code = syn::parse_file(code).expect("the code parses");
        let function = &functions(&code)["create_run"];
        let types = function.parameters.iter().map(|(name, ty)| format!("{name}: {}", ty.to_token_stream()));
        insta::assert_snapshot!(types.collect::<Vec<_>>().join("\n"), @"
        body: types :: CreateRun
        include: :: std :: vec :: Vec < types :: Include >
        limit: i64
        thread_id: String
        ");
        let Function { method, path, segments, query, headers, body, .. } = function;
        insta::assert_snapshot!(format!("{method} {path} {segments:?}\n{query:?}\n{headers:?}\nbody: {body}"), @r#"
        POST /threads/{}/runs ["thread_id"]
        [("include[]", "include"), ("limit", "limit")]
        [("X-Trace", "trace"), ("X-Owner", "owner")]
        body: true
        "#);
    }
}
