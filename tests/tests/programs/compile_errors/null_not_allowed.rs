use openai_assistants::{Client, Nullable};

fn example(client: Client) {
    // A model may be left out of an update; it cannot be cleared.
    let _ = client.assistants().update("asst_1").model(Nullable::Null);
}

fn main() {}
