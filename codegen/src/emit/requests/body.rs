//! The body of a request: which of its members are arguments, and which are setters.

use syn::{ItemStruct, Type};

use super::MAX_ARGUMENTS;
use crate::code_passes::constructors::essential;
use crate::model::{Encoding, Member, Object, Schema, rust_ident};

/// The body of a request.
pub(super) struct BodyParts<'a> {
    pub(super) schema: &'a Schema,
    pub(super) object: &'a Object,
    pub(super) item: &'a ItemStruct,
    pub(super) encoding: Encoding,
}

impl<'a> BodyParts<'a> {
    pub(super) fn essential(&self) -> Vec<&'a Member> {
        essential(self.schema, self.object)
    }

    /// Whether too many members are required to give them in order.
    pub(super) fn is_set_by_name(&self) -> bool {
        self.essential().len() > MAX_ARGUMENTS
    }

    pub(super) fn field(&self, member: &Member) -> Option<&'a Type> {
        let ident = rust_ident(&member.name);
        self.item.fields.iter().find(|field| field.ident.as_ref() == Some(&ident)).map(|field| &field.ty)
    }

    /// The members that setters set.
    pub(super) fn optional(&self, streams: bool) -> Vec<&'a Member> {
        let members =
            self.object.members.iter().filter(|member| !member.required && member.constant.is_none());
        members.filter(|member| !(streams && member.name == "stream")).collect()
    }
}
