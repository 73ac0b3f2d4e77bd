//! A query and texts arrive, passages leave, best first: words in common, rare ones counting more. It stands in for
//! embeddings, as the scripted model stands in for a model: what is found is real, how well is modest.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// A text that can be searched.
#[derive(Debug, Clone)]
pub struct Source {
    /// The id of its file.
    pub file_id: String,
    /// The name of its file.
    pub filename: String,
    /// The text.
    pub text: Arc<str>,
    /// What the file's entry in the vector store says about it.
    pub attributes: serde_json::Value,
}

/// A passage that was found.
#[derive(Debug, Clone)]
pub struct Hit {
    /// Which of the sources it is from.
    pub source: usize,
    /// The passage.
    pub text: String,
    /// From 0, nothing in common, to 1, every word of the query.
    pub score: f64,
}

/// Characters of a passage, about; it ends at the end of a line.
const PASSAGE: usize = 1_200;

/// The best passage of every source that has a word in common with the query, best first.
pub fn search(query: &str, sources: &[Source]) -> Vec<Hit> {
    let wanted: HashSet<String> = words(query).collect();
    let passages: Vec<(usize, &str, HashSet<String>)> = sources
        .iter()
        .enumerate()
        .flat_map(|(source, of)| passages(&of.text).map(move |text| (source, text, words(text).collect())))
        .collect();
    // A word that stands in every passage tells nothing, one that stands in few a lot.
    let weight = |word: &String| {
        let holding = passages.iter().filter(|(_, _, words)| words.contains(word)).count();
        (1.0 + passages.len() as f64 / (1.0 + holding as f64)).ln()
    };
    let weights: HashMap<&String, f64> = wanted.iter().map(|word| (word, weight(word))).collect();
    let total: f64 = weights.values().sum();
    let mut best: HashMap<usize, Hit> = HashMap::new();
    for (source, text, words) in &passages {
        let common: f64 =
            weights.iter().filter(|(word, _)| words.contains(**word)).map(|(_, weight)| weight).sum();
        let score = if total > 0.0 { (common / total).clamp(0.0, 1.0) } else { 0.0 };
        if score > best.get(source).map_or(0.0, |hit| hit.score) {
            best.insert(*source, Hit { source: *source, text: (*text).to_owned(), score });
        }
    }
    let mut hits: Vec<Hit> = best.into_values().collect();
    hits.sort_by(|one, other| other.score.total_cmp(&one.score).then(one.source.cmp(&other.source)));
    hits
}

/// A text in passages of whole lines.
pub fn passages(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let enough = rest.char_indices().nth(PASSAGE).map_or(rest.len(), |(at, _)| at);
        let end = rest[enough..].find('\n').map_or(rest.len(), |at| enough + at + 1);
        let (passage, others) = rest.split_at(end);
        rest = others;
        Some(passage)
    })
}

/// The words of a text in lower case, without what is too short to mean something.
fn words(text: &str) -> impl Iterator<Item = String> {
    let split = text.split(|character: char| !character.is_alphanumeric());
    split.filter(|word| word.chars().count() > 2).map(str::to_lowercase)
}
