//! In: requests whose answer is a list. Out: requests that can ask for all of it.
//!
//! An answer is a list when it has `data: Vec<..>`. Its request goes on by `after`, the id of the last item,
//! if it has that parameter, backward too if it has `before`; by the token `next_page`, if the answer has
//! one; and otherwise not at all. What the runtime has to know of it is here; how it goes on is written once,
//! there.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Field, Fields, ImplItem, Item, ItemStruct, Type, parse_quote};

use crate::ast::Sites;
use crate::ast::{answer, arguments, last_segment, module, self_name};

/// Makes lists out of them.
pub fn apply(file: &mut syn::File) -> Sites {
    let types = module(&mut file.items, "types").map(std::mem::take).unwrap_or_default();
    let structs: BTreeMap<String, ItemStruct> = types.iter().filter_map(named_struct).collect();
    let listings = structs.iter().filter_map(|(name, page)| Some((name.clone(), listing(page, &structs)?)));
    let listings: BTreeMap<String, Item> = listings.collect();

    let mut sites = 0;
    let mut answered = Vec::new();
    if let Some(builders) = module(&mut file.items, "builder") {
        let requests: BTreeMap<String, ItemStruct> = builders.iter().filter_map(named_struct).collect();
        let mut impls = Vec::new();
        for item in builders.iter_mut() {
            let Item::Impl(block) = item else { continue };
            let Some(request) = self_name(block).and_then(|name| requests.get(&name)) else { continue };
            let send = block.items.iter_mut().find_map(|item| match item {
                ImplItem::Fn(method) if method.sig.ident == "send" => Some(method),
                _ => None,
            });
            let Some(send) = send else { continue };
            let Some(page) = answer(send) else { continue };
            let Some(name) = last_segment(&page).filter(|name| listings.contains_key(name)) else { continue };
            let paged = paged(request, &structs[&name]);
            send.sig.output = parse_quote! {
                -> impl Future<Output = Result<crate::Page<#page>, Error>> + Send + use<>
            };
            send.block = parse_quote!({ crate::Page::send(crate::Request::into_call(self), #paged) });
            let (generics, request_type) = (&block.generics, &block.self_ty);
            impls.push(parse_quote! {
                impl #generics crate::Paginate for #request_type {
                    type Page = #page;
                    const PAGED: crate::runtime::pagination::Paged = #paged;
                }
            });
            if field(request, "after").is_some() && field(request, "before").is_some() {
                impls.push(parse_quote!(impl #generics crate::PaginateBackward for #request_type {}));
            }
            answered.push(name);
            sites += 1;
        }
        builders.extend(impls);
    }
    let wanted = listings.into_iter().filter(|(name, _)| answered.contains(name)).map(|(_, listing)| listing);
    let types = types.into_iter().chain(wanted).collect();
    if let Some(emptied) = module(&mut file.items, "types") {
        *emptied = types;
    }
    sites
}

fn named_struct(item: &Item) -> Option<(String, ItemStruct)> {
    match item {
        Item::Struct(item) => Some((item.ident.to_string(), item.clone())),
        _ => None,
    }
}

/// How a list goes on.
fn paged(request: &ItemStruct, page: &ItemStruct) -> TokenStream {
    let paged = if field(request, "after").is_some() {
        format_ident!("Forward")
    } else if field(page, "next_page").is_some() {
        format_ident!("Token")
    } else {
        format_ident!("Once")
    };
    quote!(crate::runtime::pagination::Paged::#paged)
}

/// What is on a page; `None` if it is no page.
fn listing(page: &ItemStruct, structs: &BTreeMap<String, ItemStruct>) -> Option<Item> {
    let data = field(page, "data").filter(|data| last_segment(&data.ty).is_some_and(|name| name == "Vec"))?;
    let [item] = arguments(&data.ty).try_into().ok()?;
    let has_id = last_segment(item)
        .and_then(|name| field(structs.get(&name)?, "id"))
        .is_some_and(|id| last_segment(&id.ty).is_some_and(|name| name == "String"));
    let has_more = match field(page, "has_more") {
        Some(has_more) if is_option(&has_more.ty) => quote!(self.has_more),
        Some(_) => quote!(Some(self.has_more)),
        None => quote!(None),
    };
    let text = |name: &str| {
        let member = format_ident!("{name}");
        match field(page, name) {
            Some(text) if is_option(&text.ty) => quote!(self.#member.as_deref()),
            Some(_) => quote!(Some(&*self.#member)),
            None => quote!(None),
        }
    };
    // What the items say is certain; what the page says of them is for pages without any.
    let of_item = |end: &str, said: TokenStream| {
        let end = format_ident!("{end}");
        if has_id { quote!(self.data.#end().and_then(Self::id).or(#said)) } else { said }
    };
    let (first, last) = (of_item("first", text("first_id")), of_item("last", text("last_id")));
    let next_page = text("next_page");
    let id: ImplItem = if has_id {
        parse_quote!(
            fn id(item: &Self::Item) -> Option<&str> {
                Some(&item.id)
            }
        )
    } else {
        parse_quote!(
            fn id(_item: &Self::Item) -> Option<&str> {
                None
            }
        )
    };
    let name = &page.ident;
    Some(parse_quote! {
        impl crate::Listing for #name {
            type Item = #item;
            fn into_items(self) -> ::std::vec::Vec<Self::Item> {
                self.data
            }
            fn envelope(&self) -> crate::runtime::pagination::Envelope<'_> {
                crate::runtime::pagination::Envelope {
                    is_empty: self.data.is_empty(),
                    has_more: #has_more,
                    first: #first,
                    last: #last,
                    next_page: #next_page,
                }
            }
            #id
        }
    })
}

fn field<'a>(item: &'a ItemStruct, name: &str) -> Option<&'a Field> {
    let Fields::Named(fields) = &item.fields else { return None };
    fields.named.iter().find(|field| field.ident.as_ref().is_some_and(|ident| ident == name))
}

fn is_option(ty: &Type) -> bool {
    last_segment(ty).is_some_and(|name| name == "Option")
}

#[cfg(test)]
mod tests {
    #[test]
    fn lists_go_on_by_cursor_or_token() {
        let before = "
            pub mod types {
                pub struct Files { pub data: Vec<File>, pub has_more: Option<bool>, pub last_id: Option<String> }
                pub struct File { pub id: String }
                pub struct Hits { pub data: Vec<Hit>, pub has_more: bool, pub next_page: Option<String> }
                pub enum Hit { Unknown }
                pub struct Embedding { pub data: Vec<f64> }
            }
            pub mod builder {
                pub struct ListFiles<'a> { client: &'a super::Client, after: Result<Option<String>, String>, before: Result<Option<String>, String> }
                impl<'a> ListFiles<'a> {
                    pub fn send(self) -> impl Future<Output = Result<ResponseValue<types::Files>, Error>> + Send + use<> {
                        Call::value(crate::Request::into_call(self))
                    }
                }
                pub struct Search<'a> { client: &'a super::Client }
                impl<'a> Search<'a> {
                    pub fn send(self) -> impl Future<Output = Result<ResponseValue<types::Hits>, Error>> + Send + use<> {
                        Call::value(crate::Request::into_call(self))
                    }
                }
            }
        ";
        insta::assert_snapshot!(crate::ast::testing::code(super::apply, before), @"
        // sites: 2
        pub mod types {
            pub struct Files {
                pub data: Vec<File>,
                pub has_more: Option<bool>,
                pub last_id: Option<String>,
            }
            pub struct File {
                pub id: String,
            }
            pub struct Hits {
                pub data: Vec<Hit>,
                pub has_more: bool,
                pub next_page: Option<String>,
            }
            pub enum Hit {
                Unknown,
            }
            pub struct Embedding {
                pub data: Vec<f64>,
            }
            impl crate::Listing for Files {
                type Item = File;
                fn into_items(self) -> ::std::vec::Vec<Self::Item> {
                    self.data
                }
                fn envelope(&self) -> crate::runtime::pagination::Envelope<'_> {
                    crate::runtime::pagination::Envelope {
                        is_empty: self.data.is_empty(),
                        has_more: self.has_more,
                        first: self.data.first().and_then(Self::id).or(None),
                        last: self.data.last().and_then(Self::id).or(self.last_id.as_deref()),
                        next_page: None,
                    }
                }
                fn id(item: &Self::Item) -> Option<&str> {
                    Some(&item.id)
                }
            }
            impl crate::Listing for Hits {
                type Item = Hit;
                fn into_items(self) -> ::std::vec::Vec<Self::Item> {
                    self.data
                }
                fn envelope(&self) -> crate::runtime::pagination::Envelope<'_> {
                    crate::runtime::pagination::Envelope {
                        is_empty: self.data.is_empty(),
                        has_more: Some(self.has_more),
                        first: None,
                        last: None,
                        next_page: self.next_page.as_deref(),
                    }
                }
                fn id(_item: &Self::Item) -> Option<&str> {
                    None
                }
            }
        }
        pub mod builder {
            pub struct ListFiles<'a> {
                client: &'a super::Client,
                after: Result<Option<String>, String>,
                before: Result<Option<String>, String>,
            }
            impl<'a> ListFiles<'a> {
                pub fn send(
                    self,
                ) -> impl Future<
                    Output = Result<crate::Page<types::Files>, Error>,
                > + Send + use<> {
                    crate::Page::send(
                        crate::Request::into_call(self),
                        crate::runtime::pagination::Paged::Forward,
                    )
                }
            }
            pub struct Search<'a> {
                client: &'a super::Client,
            }
            impl<'a> Search<'a> {
                pub fn send(
                    self,
                ) -> impl Future<
                    Output = Result<crate::Page<types::Hits>, Error>,
                > + Send + use<> {
                    crate::Page::send(
                        crate::Request::into_call(self),
                        crate::runtime::pagination::Paged::Token,
                    )
                }
            }
            impl<'a> crate::Paginate for ListFiles<'a> {
                type Page = types::Files;
                const PAGED: crate::runtime::pagination::Paged = crate::runtime::pagination::Paged::Forward;
            }
            impl<'a> crate::PaginateBackward for ListFiles<'a> {}
            impl<'a> crate::Paginate for Search<'a> {
                type Page = types::Hits;
                const PAGED: crate::runtime::pagination::Paged = crate::runtime::pagination::Paged::Token;
            }
        }
        ");
    }
}
