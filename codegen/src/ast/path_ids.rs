//! In: `encode_path(&id.to_string())` for each id of a path. Out: a check before it.
//!
//! An empty id, `.` and `..` survive percent-encoding and change the path: the delete of an assistant
//! without an id would go to the list of assistants. They are refused before anything is sent.

use quote::ToTokens;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, parse_quote};

use crate::ast::Sites;
use crate::ast::each_send;

/// Guards every id.
pub fn apply(file: &mut syn::File) -> Sites {
    let mut guard = Guard { sites: 0 };
    each_send(file, |_, method| guard.visit_block_mut(&mut method.block));
    guard.sites
}

struct Guard {
    sites: Sites,
}

impl VisitMut for Guard {
    fn visit_macro_mut(&mut self, node: &mut syn::Macro) {
        if !node.path.is_ident("format") {
            return;
        }
        let arguments =
            node.parse_body_with(syn::punctuated::Punctuated::<Expr, syn::Token![,]>::parse_terminated);
        if let Ok(mut arguments) = arguments {
            arguments.iter_mut().for_each(|argument| self.visit_expr_mut(argument));
            node.tokens = arguments.to_token_stream();
        }
    }

    fn visit_expr_mut(&mut self, node: &mut Expr) {
        visit_mut::visit_expr_mut(self, node);
        if let Expr::Call(call) = node
            && call.func.to_token_stream().to_string() == "encode_path"
            && let Some(Expr::Reference(text)) = call.args.first()
            && let Expr::MethodCall(to_string) = &*text.expr
        {
            let id = &to_string.receiver;
            let name = id.to_token_stream().to_string();
            *node = parse_quote! {
                crate::runtime::path::segment(#name, &#id).map_err(Error::InvalidRequest)?
            };
            self.sites += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn an_id_is_checked() {
        let before = "
            impl GetRun { pub async fn send(self) {
                let url = format!(\"{}/runs/{}\", client.baseurl, encode_path(&run_id.to_string()));
            } }
        ";
        insta::assert_snapshot!(crate::ast::testing::code(super::apply, before), @r#"
        // sites: 1
        impl GetRun {
            pub async fn send(self) {
                let url = format!(
                    "{}/runs/{}", client.baseurl, crate ::runtime::path::segment("run_id", &
                    run_id).map_err(Error::InvalidRequest) ?
                );
            }
        }
        "#);
    }
}
