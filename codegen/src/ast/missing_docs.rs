//! In: public items without documentation. Out: each with a sentence.
//!
//! typify documents types and fields, progenitor operations; neither documents setters, variants or
//! modules. What is known elsewhere is brought to the place: a setter of a request says what the operation
//! says of that argument, a setter of a body what the field says, a variant which value it stands for.

use std::collections::BTreeMap;

use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, Fields, ImplItem, ImplItemFn, Item, ItemEnum, ItemImpl, ItemMod, Variant, Visibility};

use crate::ast::Sites;
use crate::ast::string_enums::value;
use crate::ast::{doc_attribute, doc_text, last_segment, module, self_name};

/// Documents what is public and bare.
pub fn apply(file: &mut syn::File) -> Sites {
    let mut writer = Writer { setters: BTreeMap::new(), path: Vec::new(), sites: 0 };
    writer.collect(&mut file.items);
    writer.visit_file_mut(file);
    writer.sites
}

struct Writer {
    /// (builder's module, builder, setter) -> what it sets.
    setters: BTreeMap<(String, String, String), String>,
    /// The modules around the current item.
    path: Vec<String>,
    sites: Sites,
}

impl Writer {
    fn collect(&mut self, items: &mut [Item]) {
        for item in items.iter() {
            if let Item::Impl(block) = item {
                self.collect_arguments(block);
            }
        }
        for item in module(items, "types").into_iter().flatten() {
            if let Item::Struct(item) = item {
                for field in &item.fields {
                    let name = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
                    let key = ("types::builder".to_owned(), item.ident.to_string(), name);
                    self.setters.insert(key, doc_text(&field.attrs));
                }
            }
        }
    }

    /// Takes the list of arguments out of each operation's documentation.
    fn collect_arguments(&mut self, block: &ItemImpl) {
        for item in &block.items {
            let ImplItem::Fn(method) = item else { continue };
            let syn::ReturnType::Type(_, builder) = &method.sig.output else { continue };
            let Some(builder) = last_segment(builder) else { continue };
            let text = doc_text(&method.attrs);
            let Some((_, arguments)) = text.split_once("Arguments:\n") else { continue };
            let arguments = arguments.split("```").next().unwrap_or_default();
            for argument in arguments.split("\n- ").map(|argument| argument.trim_start_matches("- ")) {
                if let Some((name, about)) = argument.split_once(": ") {
                    let name = name.trim_matches('`').to_owned();
                    self.setters
                        .insert(("builder".to_owned(), builder.clone(), name), about.trim().to_owned());
                }
            }
        }
    }

    fn document(&mut self, attributes: &mut Vec<Attribute>, text: impl FnOnce() -> String) {
        if doc_text(attributes).is_empty() {
            attributes.insert(0, doc_attribute(&text()));
            self.sites += 1;
        }
    }

    fn method(&mut self, owner: &str, method: &mut ImplItemFn) {
        let name = method.sig.ident.to_string();
        let about = self.setters.get(&(self.path.join("::"), owner.to_owned(), name.clone())).cloned();
        self.document(&mut method.attrs, || match (about, name.as_str()) {
            (Some(about), _) if !about.is_empty() => about,
            (_, "new") => "Starts a request on which nothing is set.".to_owned(),
            (_, "builder") => "Starts a builder on which nothing is set.".to_owned(),
            (_, "body_map") => "Changes the body that has been built so far.".to_owned(),
            _ => format!("Sets `{}`.", name.trim_start_matches("r#").trim_end_matches('_')),
        });
    }
}

impl VisitMut for Writer {
    fn visit_item_mod_mut(&mut self, module: &mut ItemMod) {
        if is_public(&module.vis) {
            let text = match (module.ident.to_string().as_str(), self.path.as_slice()) {
                ("builder", []) => "Requests, one type an operation.",
                ("builder", _) => "Builders for what a request can hold.",
                ("defaults", _) => "Values that fields have when nothing is set.",
                ("error", _) => "Errors of conversions.",
                _ => "Generated code.",
            };
            self.document(&mut module.attrs, || text.to_owned());
        }
        self.path.push(module.ident.to_string());
        visit_mut::visit_item_mod_mut(self, module);
        self.path.pop();
    }

    fn visit_item_struct_mut(&mut self, item: &mut syn::ItemStruct) {
        if is_public(&item.vis) {
            let name = item.ident.to_string();
            self.document(&mut item.attrs, || format!("Builder for [`super::{name}`]."));
            for field in item.fields.iter_mut().filter(|field| is_public(&field.vis)) {
                let text = field
                    .ident
                    .as_ref()
                    .map_or("The wrapped value.".to_owned(), |name| format!("The `{name}`."));
                self.document(&mut field.attrs, || text);
            }
        }
        visit_mut::visit_item_struct_mut(self, item);
    }

    fn visit_item_enum_mut(&mut self, item: &mut ItemEnum) {
        let tagged = item.attrs.iter().any(|attribute| {
            attribute.path().is_ident("serde")
                && quote::ToTokens::to_token_stream(attribute).to_string().contains("tag =")
        });
        for variant in &mut item.variants {
            let text = variant_text(variant, tagged);
            self.document(&mut variant.attrs, || text);
            for field in variant.fields.iter_mut() {
                let Some(name) = field.ident.clone() else { continue };
                self.document(&mut field.attrs, || format!("The `{name}`."));
            }
        }
        visit_mut::visit_item_enum_mut(self, item);
    }

    fn visit_item_impl_mut(&mut self, block: &mut ItemImpl) {
        let owner = self_name(block).unwrap_or_default();
        if block.trait_.is_none() {
            for item in &mut block.items {
                if let ImplItem::Fn(method) = item
                    && is_public(&method.vis)
                {
                    self.method(&owner, method);
                }
            }
        }
        visit_mut::visit_item_impl_mut(self, block);
    }
}

fn variant_text(variant: &Variant, tagged: bool) -> String {
    let value = value(variant);
    match &variant.fields {
        Fields::Unit => format!("The value `{value}`."),
        _ if tagged => format!("The event `{value}`."),
        Fields::Unnamed(fields) => {
            let held = fields.unnamed.first().and_then(|field| last_segment(&field.ty)).unwrap_or_default();
            format!("A `{held}`.")
        }
        Fields::Named(_) => format!("The variant `{value}`."),
    }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

#[cfg(test)]
mod tests {
    #[test]
    fn each_public_item_gets_a_sentence() {
        let before = r#"
            impl Client {
                #[doc = "List runs\n\nArguments:\n- `limit`: How many.\n- `order`: Which way.\n```ignore\nx\n```"]
                pub fn list_runs(&self) -> builder::ListRuns<'_> {}
            }
            pub mod builder {
                /// Builder.
                pub struct ListRuns {}
                impl ListRuns { pub fn new() {} pub fn limit(self) {} fn hidden() {} }
            }
            pub mod types {
                /// A run.
                pub struct Run {
                    /// Its id.
                    pub id: String,
                }
                pub enum Status { #[serde(rename = "in_progress")] InProgress, Queued, Both { when: i64 } }
                #[serde(tag = "event", content = "data")]
                pub enum Event { #[serde(rename = "run.created")] RunCreated(Run) }
                pub mod builder { pub struct Run { id: String } impl Run { pub fn id(self) {} } }
            }
        "#;
        insta::assert_snapshot!(crate::ast::testing::code(super::apply, before), @r#"
        // sites: 12
        impl Client {
            /**List runs

        Arguments:
        - `limit`: How many.
        - `order`: Which way.
        ```ignore
        x
        ```*/
            pub fn list_runs(&self) -> builder::ListRuns<'_> {}
        }
        ///Requests, one type an operation.
        pub mod builder {
            /// Builder.
            pub struct ListRuns {}
            impl ListRuns {
                ///Starts a request on which nothing is set.
                pub fn new() {}
                ///How many.
                pub fn limit(self) {}
                fn hidden() {}
            }
        }
        ///Generated code.
        pub mod types {
            /// A run.
            pub struct Run {
                /// Its id.
                pub id: String,
            }
            pub enum Status {
                ///The value `in_progress`.
                #[serde(rename = "in_progress")]
                InProgress,
                ///The value `Queued`.
                Queued,
                ///The variant `Both`.
                Both {
                    ///The `when`.
                    when: i64,
                },
            }
            #[serde(tag = "event", content = "data")]
            pub enum Event {
                ///The event `run.created`.
                #[serde(rename = "run.created")]
                RunCreated(Run),
            }
            ///Builders for what a request can hold.
            pub mod builder {
                ///Builder for [`super::Run`].
                pub struct Run {
                    id: String,
                }
                impl Run {
                    /// Its id.
                    pub fn id(self) {}
                }
            }
        }
        "#);
    }
}
