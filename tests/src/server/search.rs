//! Searches passages by the words they share with the query; rare words count more. A simple substitute for embeddings.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// A text that can be searched.
#[derive(Debug, Clone)]
pub struct Source {
    /// The id of the file.
    pub file_id: String,
    /// The name of the file.
    pub filename: String,
    /// The text.
    pub text: Arc<str>,
    /// The attributes of the file in the vector store.
    pub attributes: serde_json::Value,
}

/// A passage that was found.
#[derive(Debug, Clone)]
pub struct Hit {
    /// The index of the source.
    pub source: usize,
    /// The passage.
    pub text: String,
    /// The score, from 0 (no word in common) to 1 (all words of the query).
    pub score: f64,
}

/// The approximate length of a passage in characters; it ends at a line end.
const PASSAGE: usize = 1_200;

/// Returns the best passage of each source that shares a word with the query, best first.
pub fn search(query: &str, sources: &[Source]) -> Vec<Hit> {
    let wanted: HashSet<String> = words(query).collect();
    let passages: Vec<(usize, &str, HashSet<String>)> = sources
        .iter()
        .enumerate()
        .flat_map(|(source, of)| passages(&of.text).map(move |text| (source, text, words(text).collect())))
        .collect();
    // The fewer passages contain a word, the more it counts.
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

/// Splits a text into passages of complete lines.
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

/// The words of a text in lower case, without short ones.
fn words(text: &str) -> impl Iterator<Item = String> {
    let split = text.split(|character: char| !character.is_alphanumeric());
    split.filter(|word| word.chars().count() > 2).map(str::to_lowercase)
}
