use openai_assistants::{Client, Nullable};

fn example(client: Client) {
    // The model of an assistant can be omitted in an update, but not cleared.
    let _ = client.assistants().update("asst_1").model(Nullable::Null);
}

fn main() {}
