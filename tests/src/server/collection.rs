//! Objects in order of creation, with lookup by id. Finding the position of a cursor and collecting a page from there
//! take logarithmic time.

use std::collections::{BTreeMap, HashMap, HashSet};

/// Objects of one kind. Lookups clone them, so `T` should be cheap to clone.
pub struct Collection<T> {
    /// Position -> object.
    stored: BTreeMap<u64, T>,
    positions: HashMap<String, u64>,
    next: u64,
    synthetic: Option<Synthetic<T>>,
}

/// Objects at the start of a collection that are made on demand.
struct Synthetic<T> {
    count: u64,
    prefix: &'static str,
    make: Make<T>,
    removed: HashSet<u64>,
}

/// Number and id -> object.
type Make<T> = Box<dyn Fn(u64, &str) -> T + Send + Sync>;

impl<T> Synthetic<T> {
    fn object(&self, position: u64) -> T {
        (self.make)(position, &format!("{}{position}", self.prefix))
    }

    fn position(&self, id: &str) -> Option<u64> {
        let digits = id.strip_prefix(self.prefix)?;
        let position = digits.parse().ok()?;
        // `+1` and `01` parse as numbers, but are not ids.
        let canonical = digits == format!("{position}");
        (canonical && position < self.count && !self.removed.contains(&position)).then_some(position)
    }
}

impl<T> Default for Collection<T> {
    fn default() -> Self {
        Self { stored: BTreeMap::new(), positions: HashMap::new(), next: 0, synthetic: None }
    }
}

impl<T: Clone> Collection<T> {
    /// A collection that begins with `count` objects with the ids `{prefix}0`, `{prefix}1` and so on. `make` makes an
    /// object from its number and id, at each lookup.
    pub fn synthetic(
        count: u64,
        prefix: &'static str,
        make: impl Fn(u64, &str) -> T + Send + Sync + 'static,
    ) -> Self {
        let synthetic = Synthetic { count, prefix, make: Box::new(make), removed: HashSet::new() };
        Self { next: count, synthetic: Some(synthetic), ..Self::default() }
    }

    /// Appends an object.
    pub fn insert(&mut self, id: impl Into<String>, object: T) {
        self.positions.insert(id.into(), self.next);
        self.stored.insert(self.next, object);
        self.next += 1;
    }

    /// The position of an object, increasing in order of creation.
    pub fn position(&self, id: &str) -> Option<u64> {
        self.positions.get(id).copied().or_else(|| self.synthetic.as_ref()?.position(id))
    }

    /// Returns an object.
    pub fn get(&self, id: &str) -> Option<T> {
        let position = self.position(id)?;
        self.stored.get(&position).cloned().or_else(|| Some(self.synthetic.as_ref()?.object(position)))
    }

    /// Returns an object for changing. A synthetic one is stored from then on.
    pub fn get_mut(&mut self, id: &str) -> Option<&mut T> {
        let position = self.position(id)?;
        if let Some(synthetic) = &self.synthetic
            && position < synthetic.count
        {
            self.stored.entry(position).or_insert_with(|| synthetic.object(position));
        }
        self.stored.get_mut(&position)
    }

    /// Removes an object.
    pub fn remove(&mut self, id: &str) -> Option<T> {
        let object = self.get(id)?;
        let position = self.position(id)?;
        self.positions.remove(id);
        self.stored.remove(&position);
        if let Some(synthetic) = &mut self.synthetic
            && position < synthetic.count
        {
            synthetic.removed.insert(position);
        }
        Some(object)
    }

    /// The objects in a range of positions, in order of creation.
    pub fn range(&self, positions: std::ops::Range<u64>) -> impl DoubleEndedIterator<Item = T> {
        let made = self.synthetic.as_ref().map_or(0, |synthetic| synthetic.count);
        let end = positions.end.max(positions.start);
        let first = self.synthetic.iter().flat_map(move |synthetic| {
            (positions.start.min(made)..end.min(made))
                .filter(|position| !synthetic.removed.contains(position))
                .map(|position| {
                    self.stored.get(&position).cloned().unwrap_or_else(|| synthetic.object(position))
                })
        });
        let start = positions.start.max(made);
        first.chain(self.stored.range(start..end.max(start)).map(|(_, object)| object.clone()))
    }

    /// All objects, in order of creation.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = T> {
        self.range(0..self.next)
    }

    /// The position of the next object to be inserted.
    pub fn end(&self) -> u64 {
        self.next
    }
}
