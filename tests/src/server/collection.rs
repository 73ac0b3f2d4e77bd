//! Objects in the order of their creation, found by id: the ground that pages are cut from. Finding the place
//! of a cursor and cutting a page there cost the logarithm of the collection's size, never a walk through it.

use std::collections::{BTreeMap, HashMap, HashSet};

/// Objects of one kind. They are handed out by cloning, so `T` is meant to be cheap to clone.
pub struct Collection<T> {
    /// Place -> object, for those that are held.
    held: BTreeMap<u64, T>,
    places: HashMap<String, u64>,
    next: u64,
    synthetic: Option<Synthetic<T>>,
}

/// A run of objects at the start of a collection that are made when somebody asks for them.
struct Synthetic<T> {
    count: u64,
    prefix: &'static str,
    make: Make<T>,
    removed: HashSet<u64>,
}

/// Number and id -> object.
type Make<T> = Box<dyn Fn(u64, &str) -> T + Send + Sync>;

impl<T> Synthetic<T> {
    fn object(&self, place: u64) -> T {
        (self.make)(place, &format!("{}{place}", self.prefix))
    }

    fn place(&self, id: &str) -> Option<u64> {
        let digits = id.strip_prefix(self.prefix)?;
        let place = digits.parse().ok()?;
        // `+1` and `01` are numbers, but no ids of ours.
        let canonical = digits == format!("{place}");
        (canonical && place < self.count && !self.removed.contains(&place)).then_some(place)
    }
}

impl<T> Default for Collection<T> {
    fn default() -> Self {
        Self { held: BTreeMap::new(), places: HashMap::new(), next: 0, synthetic: None }
    }
}

impl<T: Clone> Collection<T> {
    /// A collection that begins with `count` objects of the ids `{prefix}0`, `{prefix}1` and so on. `make` gets
    /// number and id, again each time the object is asked for.
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
        self.places.insert(id.into(), self.next);
        self.held.insert(self.next, object);
        self.next += 1;
    }

    /// The place of an object; later ones have higher places.
    pub fn place(&self, id: &str) -> Option<u64> {
        self.places.get(id).copied().or_else(|| self.synthetic.as_ref()?.place(id))
    }

    /// An object.
    pub fn get(&self, id: &str) -> Option<T> {
        let place = self.place(id)?;
        self.held.get(&place).cloned().or_else(|| Some(self.synthetic.as_ref()?.object(place)))
    }

    /// An object, to be changed; a synthetic one is held from now on.
    pub fn get_mut(&mut self, id: &str) -> Option<&mut T> {
        let place = self.place(id)?;
        if let Some(synthetic) = &self.synthetic
            && place < synthetic.count
        {
            self.held.entry(place).or_insert_with(|| synthetic.object(place));
        }
        self.held.get_mut(&place)
    }

    /// Takes an object out.
    pub fn remove(&mut self, id: &str) -> Option<T> {
        let object = self.get(id)?;
        let place = self.place(id)?;
        self.places.remove(id);
        self.held.remove(&place);
        if let Some(synthetic) = &mut self.synthetic
            && place < synthetic.count
        {
            synthetic.removed.insert(place);
        }
        Some(object)
    }

    /// The objects from one place to before another, in order of creation.
    pub fn range(&self, places: std::ops::Range<u64>) -> impl DoubleEndedIterator<Item = T> {
        let made = self.synthetic.as_ref().map_or(0, |synthetic| synthetic.count);
        let end = places.end.max(places.start);
        let first = self.synthetic.iter().flat_map(move |synthetic| {
            (places.start.min(made)..end.min(made))
                .filter(|place| !synthetic.removed.contains(place))
                .map(|place| self.held.get(&place).cloned().unwrap_or_else(|| synthetic.object(place)))
        });
        let start = places.start.max(made);
        first.chain(self.held.range(start..end.max(start)).map(|(_, object)| object.clone()))
    }

    /// All objects, in order of creation.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = T> {
        self.range(0..self.next)
    }

    /// The place that the next object will have, after all others.
    pub fn end(&self) -> u64 {
        self.next
    }
}
