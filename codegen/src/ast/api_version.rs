//! In: requests with a header `api-version`. Out: requests without it.
//!
//! progenitor sends the document's version in a header that no server of this API knows, and that
//! Azure-style servers read as something else.

use quote::ToTokens;
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, Stmt};

use crate::ast::Sites;
use crate::ast::each_send;

/// Drops the header, and the header map where nothing else goes into it.
pub fn apply(file: &mut syn::File) -> Sites {
    let mut sites = 0;
    each_send(file, |_, method| sites += usize::from(drop_header(&mut method.block)));
    sites
}

fn drop_header(block: &mut Block) -> bool {
    let before = block.stmts.len();
    block.stmts.retain(|stmt| {
        let text = text(stmt);
        !(text.starts_with("header_map . append") && text.contains("from_static (\"api-version\")"))
    });
    let found = block.stmts.len() < before;
    if found && !block.stmts.iter().any(|stmt| text(stmt).contains("header_map . append")) {
        block.stmts.retain(|stmt| !text(stmt).starts_with("let mut header_map"));
        DropHeaders.visit_block_mut(block);
    }
    found
}

fn text(stmt: &Stmt) -> String {
    stmt.to_token_stream().to_string()
}

/// Takes `.headers(header_map)` out of a chain of calls.
struct DropHeaders;

impl VisitMut for DropHeaders {
    fn visit_expr_mut(&mut self, node: &mut Expr) {
        visit_mut::visit_expr_mut(self, node);
        if let Expr::MethodCall(call) = node
            && call.method == "headers"
            && call.args.to_token_stream().to_string() == "header_map"
        {
            *node = (*call.receiver).clone();
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_header_is_gone_and_other_headers_stay() {
        let before = "
            impl Plain { pub async fn send(self) {
                let mut header_map = HeaderMap::with_capacity(1);
                header_map.append(HeaderName::from_static(\"api-version\"), HeaderValue::from_static(\"1\"));
                let request = client.get(url).query(&a).headers(header_map).build()?;
            } }
            impl WithHeader { pub async fn send(self) {
                let mut header_map = HeaderMap::with_capacity(2);
                header_map.append(HeaderName::from_static(\"api-version\"), HeaderValue::from_static(\"1\"));
                header_map.append(\"X-Other\", other.to_string().try_into()?);
                let request = client.get(url).headers(header_map).build()?;
            } }
        ";
        insta::assert_snapshot!(crate::ast::testing::code(super::apply, before), @r#"
        // sites: 2
        impl Plain {
            pub async fn send(self) {
                let request = client.get(url).query(&a).build()?;
            }
        }
        impl WithHeader {
            pub async fn send(self) {
                let mut header_map = HeaderMap::with_capacity(2);
                header_map.append("X-Other", other.to_string().try_into()?);
                let request = client.get(url).headers(header_map).build()?;
            }
        }
        "#);
    }
}
