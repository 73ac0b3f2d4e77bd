//! In: the twin of an operation, whose URL ends in the mark of `passes/shaping/event_streams`. Out: a
//! request to the original's URL that asks for a stream.

use quote::ToTokens;
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, LitStr, Stmt, parse_quote};

use crate::ast::Sites;
use crate::ast::{doc, doc_attribute, each_send};
use crate::document_passes::shaping::event_streams::MARK;

/// Takes the mark off and sets `stream: true` in the body.
pub fn apply(file: &mut syn::File) -> Sites {
    let mut sites = 0;
    each_send(file, |_, method| {
        let mut unmark = Unmark { found: false };
        unmark.visit_block_mut(&mut method.block);
        if unmark.found {
            switch_on(&mut method.block);
            sites += 1;
        }
    });
    UnmarkDocs.visit_file_mut(file);
    sites
}

/// After `let body = ...?;`, sets its `stream`.
fn switch_on(block: &mut Block) {
    let body = block.stmts.iter().position(|stmt| {
        let text = stmt.to_token_stream().to_string();
        text.starts_with("let body =")
    });
    if let Some(index) = body {
        let statements: [Stmt; 2] =
            [parse_quote!(let mut body = body;), parse_quote!(body.stream = true.into();)];
        for statement in statements.into_iter().rev() {
            block.stmts.insert(index + 1, statement);
        }
    }
}

/// Takes the mark off the URL's format string.
struct Unmark {
    found: bool,
}

impl VisitMut for Unmark {
    fn visit_macro_mut(&mut self, node: &mut syn::Macro) {
        if !node.path.is_ident("format") {
            return;
        }
        let arguments =
            node.parse_body_with(syn::punctuated::Punctuated::<Expr, syn::Token![,]>::parse_terminated);
        let Ok(mut arguments) = arguments else { return };
        if let Some(Expr::Lit(literal)) = arguments.first_mut()
            && let syn::Lit::Str(text) = &mut literal.lit
            && let Some(plain) = text.value().strip_suffix(MARK)
        {
            *text = LitStr::new(plain, text.span());
            node.tokens = arguments.to_token_stream();
            self.found = true;
        }
        visit_mut::visit_macro_mut(self, node);
    }
}

/// Takes the mark off the paths in the documentation.
struct UnmarkDocs;

impl VisitMut for UnmarkDocs {
    fn visit_attribute_mut(&mut self, attribute: &mut syn::Attribute) {
        let marked = format!("{MARK}`");
        if let Some(text) = doc(attribute)
            && text.contains("request to `")
            && text.contains(&marked)
        {
            *attribute = doc_attribute(&text.replace(&marked, "`"));
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_twin_asks_for_a_stream() {
        let before = "
            impl CreateRunStream {
                ///Sends a `POST` request to `/threads/{thread_id}/runs?`
                pub async fn send(self) {
                    let body = body.and_then(f).map_err(Error::InvalidRequest)?;
                    let url = format!(\"{}/threads/{}/runs?\", client.baseurl, encode_path(&id.to_string()));
                }
            }
            impl CreateRun { pub async fn send(self) { let url = format!(\"{}/threads\", client.baseurl); } }
        ";
        insta::assert_snapshot!(crate::ast::testing::code(super::apply, before), @r#"
        // sites: 1
        impl CreateRunStream {
            ///Sends a `POST` request to `/threads/{thread_id}/runs`
            pub async fn send(self) {
                let body = body.and_then(f).map_err(Error::InvalidRequest)?;
                let mut body = body;
                body.stream = true.into();
                let url = format!(
                    "{}/threads/{}/runs", client.baseurl, encode_path(& id.to_string())
                );
            }
        }
        impl CreateRun {
            pub async fn send(self) {
                let url = format!("{}/threads", client.baseurl);
            }
        }
        "#);
    }
}
