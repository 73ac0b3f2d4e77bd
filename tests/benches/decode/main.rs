//! Compares decoding with hand-written structs and `#[serde(tag = "type")]`.
//!
//! `cargo bench --bench decode` prints the ratios at the end: SDK to hand-written, medians of one run.

mod by_hand;
mod samples;

use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, Throughput};
use openai_assistants::{from_json, types};
use serde::de::DeserializeOwned;

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let mut names = Vec::new();
    for (order, type_first) in [("type first", true), ("type last", false)] {
        let messages = samples::messages(100, type_first);
        let steps = samples::steps(100, type_first);
        let delta = samples::delta(type_first);
        let named = |what: &str| format!("{what}, {order}");
        names.extend([
            compare::<by_hand::Page<types::MessageObject>, by_hand::Page<by_hand::Message>>(
                &mut criterion,
                named("100 messages"),
                &messages,
            ),
            compare::<by_hand::Page<types::RunStepObject>, by_hand::Page<by_hand::Step>>(
                &mut criterion,
                named("100 run steps"),
                &steps,
            ),
            compare::<types::MessageDeltaObject, by_hand::MessageDelta>(
                &mut criterion,
                named("message delta"),
                &delta,
            ),
        ]);
    }
    criterion.final_summary();
    for name in names {
        if let (Some(sdk), Some(by_hand)) = (median(&name, "sdk"), median(&name, "by hand")) {
            println!("{name}: {:.2} ({sdk:.0} ns to {by_hand:.0} ns)", sdk / by_hand);
        }
    }
}

fn compare<S: DeserializeOwned, H: DeserializeOwned>(
    criterion: &mut Criterion,
    name: String,
    json: &str,
) -> String {
    let mut group = criterion.benchmark_group(&name);
    group.throughput(Throughput::Bytes(json.len() as u64));
    group.bench_function("sdk", |bench| bench.iter(|| sdk::<S>(black_box(json))));
    group.bench_function("by hand", |bench| bench.iter(|| by_hand::<H>(black_box(json))));
    group.finish();
    name
}

/// Decodes as the client does.
fn sdk<T: DeserializeOwned>(json: &str) -> T {
    from_json(json.as_bytes()).expect("the sample decodes")
}

fn by_hand<T: DeserializeOwned>(json: &str) -> T {
    serde_json::from_slice(json.as_bytes()).expect("the sample decodes")
}

/// The median of a measurement of this run in nanoseconds, from criterion's saved results.
fn median(group: &str, function: &str) -> Option<f64> {
    let target = std::env::var_os("CARGO_TARGET_DIR").map(Into::into);
    let target = target.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../target"));
    let saved = target.join("criterion").join(group).join(function).join("new/estimates.json");
    let saved: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(saved).ok()?).ok()?;
    saved["median"]["point_estimate"].as_f64()
}
