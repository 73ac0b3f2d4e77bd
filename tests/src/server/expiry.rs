//! Expires files, uploads and vector stores. There is no background task: each read updates the state first.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::json;

use super::resources::files;
use super::state::State;

/// An object that expires, by id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Expiring {
    /// A file.
    File(String),
    /// An upload.
    Upload(String),
    /// A vector store.
    VectorStore(String),
}

/// The times at which objects expire, earliest first.
#[derive(Default)]
pub struct Deadlines(BTreeSet<(u64, Expiring)>);

impl Deadlines {
    /// Adds an object that expires at a time in seconds since the epoch.
    pub fn insert(&mut self, at: u64, what: Expiring) {
        self.0.insert((at, what));
    }

    fn next_due(&mut self, now: u64) -> Option<Expiring> {
        let (at, _) = self.0.first()?;
        if *at > now {
            return None;
        }
        self.0.pop_first().map(|(_, what)| what)
    }
}

impl State {
    /// Expires what is due by `now`. The object's own expiry decides, as it may have changed since the insertion.
    pub fn expire(&mut self, now: u64) {
        while let Some(what) = self.deadlines.next_due(now) {
            match what {
                Expiring::File(id) => {
                    files::remove(self, &id);
                }
                Expiring::Upload(id) => {
                    if let Some(upload) = self.uploads.get_mut(&id)
                        && upload.object["status"] == "pending"
                    {
                        upload.parts.clear();
                        Arc::make_mut(&mut upload.object)["status"] = json!("expired");
                    }
                }
                Expiring::VectorStore(id) => {
                    if let Some(store) = self.stores.get_mut(&id)
                        && store["expires_at"].as_u64().is_some_and(|at| at <= now)
                    {
                        Arc::make_mut(store)["status"] = json!("expired");
                    }
                }
            }
        }
    }
}
