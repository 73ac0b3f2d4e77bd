//! The subjects of the comparison: a crate (or none), and a program that uses it.

/// One row of the tables.
pub struct Subject {
    /// The title of the row.
    pub title: &'static str,
    /// The folder in `target/weigh`, also part of the programs' names.
    pub folder: &'static str,
    /// The package to measure alone; `None` if there is only the program.
    pub package: Option<&'static str>,
    /// The lines of the program's `[dependencies]`, without those that all programs have.
    pub dependencies: &'static str,
    /// The module `sdk` of the programs.
    pub module: &'static str,
}

/// The SDK with its default features.
pub const OURS: Subject = Subject {
    title: "openai-assistants",
    folder: "openai-assistants",
    package: Some("openai-assistants"),
    dependencies: r#"openai-assistants = { path = "../../../sdk" }"#,
    module: include_str!("programs/openai_assistants.rs"),
};

/// The SDK with only the features that the program needs.
pub const OURS_FEW: Subject = Subject {
    title: "openai-assistants, few features",
    folder: "openai-assistants-few",
    dependencies: r#"openai-assistants = { path = "../../../sdk", default-features = false, features = ["assistants", "threads", "rustls"] }"#,
    ..OURS
};

pub const ASYNC_OPENAI: Subject = Subject {
    title: "async-openai 0.41.3",
    folder: "async-openai",
    package: Some("async-openai"),
    dependencies: r#"async-openai = { version = "=0.41.3", features = ["assistant"] }"#,
    module: include_str!("programs/async_openai.rs"),
};

pub const OPENAI_COMPAT: Subject = Subject {
    title: "openai-compat 0.5.1",
    folder: "openai-compat",
    package: Some("openai-compat"),
    dependencies: r#"openai-compat = "=0.5.1""#,
    module: include_str!("programs/openai_compat.rs"),
};

/// reqwest and serde without an SDK, in the versions of the workspace's `Cargo.lock`.
pub const BY_HAND: Subject = Subject {
    title: "hand-written reqwest and serde",
    folder: "by-hand",
    package: None,
    dependencies: r#"reqwest = { version = "0.13", default-features = false, features = ["json", "query", "rustls"] }
serde = { version = "1", features = ["derive"] }
serde_json = "1""#,
    module: include_str!("programs/by_hand.rs"),
};
