"""Tests an Assistants server with the published `openai` package.

    cargo xtask serve
    pip install -r tests/python/requirements.txt
    OPENAI_BASE_URL=http://127.0.0.1:8787/v1 OPENAI_API_KEY=local python3 tests/python/official_client.py

The package is independent of this project, so it tests the server against the protocol. Each flow is a self-contained
function that can serve as an example. A flow that passes prints a line; the first failure exits with status 1.
"""

import hashlib
import json
import sys
import traceback
import uuid
import warnings

import openai
from openai import AssistantEventHandler, OpenAI

MODEL = "gpt-4o"
FLOWS = []


def flow(line):
    """Registers a flow with a description."""

    def register(function):
        FLOWS.append((line, function))
        return function

    return register


def raised(kind, call):
    """Returns the error that a call raises, which must be exactly of this class."""
    try:
        call()
    except openai.OpenAIError as error:
        assert type(error) is kind, f"expected {kind.__name__}, got {error!r}"
        return error
    raise AssertionError(f"expected {kind.__name__}, but the call succeeded")


def conversation(client, question, **settings):
    """Creates an assistant with these settings, and a thread with one question."""
    assistant = client.beta.assistants.create(model=MODEL, **settings)
    thread = client.beta.threads.create(messages=[{"role": "user", "content": question}])
    return {"assistant_id": assistant.id, "thread_id": thread.id}


def function_tool(name, **properties):
    parameters = {"type": "object", "properties": properties, "required": list(properties)}
    return {"type": "function", "function": {"name": name, "parameters": parameters}}


def reply(client, run):
    """Returns the text that a run has written."""
    messages = client.beta.threads.messages.list(run.thread_id, run_id=run.id)
    return messages.data[0].content[0].text


# Assistants and lists


@flow("assistants: created, retrieved, updated, deleted")
def assistants(client):
    tools = [{"type": "code_interpreter"}, function_tool("get_stock", part={"type": "string"})]
    made = client.beta.assistants.create(
        model=MODEL,
        name="Workshop desk",
        instructions="Answer from the handbook.",
        tools=tools,
        metadata={"team": "desk"},
        temperature=0.2,
    )
    assert made.object == "assistant" and made.created_at > 0
    assert [tool.type for tool in made.tools] == ["code_interpreter", "function"]
    assert client.beta.assistants.retrieve(made.id) == made

    updated = client.beta.assistants.update(made.id, name="Front desk", metadata={})
    assert (updated.name, updated.metadata, updated.temperature) == ("Front desk", {}, 0.2)

    assert client.beta.assistants.delete(made.id).deleted
    raised(openai.NotFoundError, lambda: client.beta.assistants.retrieve(made.id))


@flow("pages: both orders; limit, after and before")
def pages(client):
    ids = [client.beta.assistants.create(model=MODEL, name=f"Assistant {n}").id for n in range(7)]
    listed = client.beta.assistants.list

    # Iterating over a list fetches all pages.
    assert [one.id for one in listed(order="asc", limit=2)][-7:] == ids
    assert [one.id for one in listed(order="desc", limit=3)][:7] == ids[::-1]

    page = listed(order="asc", limit=2, after=ids[1])
    assert [one.id for one in page.data] == ids[2:4] and page.has_more and page.has_next_page()
    assert [one.id for one in page.get_next_page().data] == ids[4:6]

    # The page that ends before the fifth.
    page = listed(order="asc", limit=2, before=ids[4])
    assert [one.id for one in page.data] == ids[2:4] and page.has_more

    between = listed(order="asc", after=ids[0], before=ids[3])
    assert [one.id for one in between.data] == ids[1:3] and not between.has_more


# Threads, messages, runs


@flow("threads: created with messages, updated, deleted")
def threads(client):
    thread = client.beta.threads.create(
        messages=[{"role": "user", "content": "Hello."}, {"role": "assistant", "content": "Good day."}],
        metadata={"ticket": "7"},
    )
    assert client.beta.threads.retrieve(thread.id).metadata == {"ticket": "7"}
    assert client.beta.threads.update(thread.id, metadata={"ticket": "8"}).metadata == {"ticket": "8"}
    messages = client.beta.threads.messages.list(thread.id, order="asc")
    assert [message.role for message in messages] == ["user", "assistant"]
    assert client.beta.threads.delete(thread.id).deleted
    raised(openai.NotFoundError, lambda: client.beta.threads.retrieve(thread.id))


@flow("messages: created, retrieved, updated, listed, deleted")
def messages(client):
    thread = client.beta.threads.create()
    api = client.beta.threads.messages
    parts = [
        {"type": "text", "text": "What is this?"},
        {"type": "image_url", "image_url": {"url": "https://example.com/cup.png", "detail": "low"}},
    ]
    message = api.create(thread.id, role="user", content=parts)
    assert [part.type for part in message.content] == ["text", "image_url"]
    assert message.content[0].text.value == "What is this?"
    assert api.retrieve(message.id, thread_id=thread.id) == message
    assert api.update(message.id, thread_id=thread.id, metadata={"read": "yes"}).metadata == {"read": "yes"}

    ids = [message.id] + [api.create(thread.id, role="user", content=f"{n}").id for n in range(4)]
    assert [one.id for one in api.list(thread.id, order="asc", limit=2)] == ids
    assert api.delete(ids[0], thread_id=thread.id).deleted
    assert [one.id for one in api.list(thread.id, order="asc")] == ids[1:]


@flow("runs: created, polled, completed")
def runs(client):
    ids = conversation(client, "How are you?", instructions="Be brief.")
    run = client.beta.threads.runs.create_and_poll(**ids, additional_instructions="Be kind.")
    assert run.status == "completed" and run.completed_at >= run.started_at >= run.created_at
    assert run.instructions == "Be brief.\nBe kind." and run.usage.total_tokens > 0
    assert "How are you?" in reply(client, run).value

    steps = client.beta.threads.runs.steps.list(run.id, thread_id=run.thread_id)
    assert [step.type for step in steps] == ["message_creation"]
    step = steps.data[0]
    assert client.beta.threads.runs.steps.retrieve(step.id, thread_id=run.thread_id, run_id=run.id) == step

    updated = client.beta.threads.runs.update(run.id, thread_id=run.thread_id, metadata={"rated": "5"})
    assert updated.metadata == {"rated": "5"}
    assert [one.id for one in client.beta.threads.runs.list(run.thread_id)] == [run.id]


@flow("runs: created with a thread")
def runs_with_threads(client):
    assistant = client.beta.assistants.create(model=MODEL)
    question = {"role": "user", "content": "And today?"}
    run = client.beta.threads.create_and_run_poll(
        assistant_id=assistant.id, thread={"messages": [question]}
    )
    assert run.status == "completed" and "And today?" in reply(client, run).value


@flow("runs: cancelled while waiting for tool outputs")
def cancelled(client):
    ids = conversation(client, "Stop", tools=[function_tool("wait")])
    run = client.beta.threads.runs.create_and_poll(**ids)
    assert run.status == "requires_action"
    # An active run locks the thread.
    raised(openai.BadRequestError, lambda: client.beta.threads.runs.create(**ids))
    say = client.beta.threads.messages.create
    raised(openai.BadRequestError, lambda: say(run.thread_id, role="user", content="Well?"))

    assert client.beta.threads.runs.cancel(run.id, thread_id=run.thread_id).status == "cancelling"
    run = client.beta.threads.runs.poll(run.id, thread_id=run.thread_id)
    assert run.status == "cancelled" and run.cancelled_at


# Functions


WEATHER = [
    function_tool("get_temperature", city={"type": "string"}, unit={"type": "string", "enum": ["celsius"]}),
    function_tool("get_rain", city={"type": "string"}),
]


def outputs(run):
    """Calls the functions that a run requires."""
    results = {"get_temperature": "14 degrees", "get_rain": "0.3"}
    calls = run.required_action.submit_tool_outputs.tool_calls
    assert [call.function.name for call in calls] == list(results)
    assert json.loads(calls[0].function.arguments) == {"city": "Oslo", "unit": "celsius"}
    assert json.loads(calls[1].function.arguments) == {"city": "Oslo"}
    return [{"tool_call_id": call.id, "output": results[call.function.name]} for call in calls]


@flow("functions: called in parallel, outputs submitted, run polled")
def functions(client):
    ids = conversation(client, "What is the weather in Oslo?", tools=WEATHER)
    run = client.beta.threads.runs.create_and_poll(**ids)
    assert run.status == "requires_action" and run.required_action.type == "submit_tool_outputs"
    # Each call needs an output.
    submit = client.beta.threads.runs.submit_tool_outputs
    incomplete = outputs(run)[:1]
    error = raised(
        openai.BadRequestError,
        lambda: submit(run.id, thread_id=run.thread_id, tool_outputs=incomplete),
    )
    assert error.param == "tool_outputs"

    run = client.beta.threads.runs.submit_tool_outputs_and_poll(
        run_id=run.id, thread_id=run.thread_id, tool_outputs=outputs(run)
    )
    assert run.status == "completed" and run.required_action is None
    assert reply(client, run).value.endswith("14 degrees\n0.3")
    steps = client.beta.threads.runs.steps.list(run.id, thread_id=run.thread_id, order="asc")
    made = steps.data[0].step_details.tool_calls
    assert [call.function.output for call in made] == ["14 degrees", "0.3"]


@flow("functions: called one at a time")
def functions_one_at_a_time(client):
    tools = [function_tool("first"), function_tool("second")]
    ids = conversation(client, "Go", tools=tools)
    run = client.beta.threads.runs.create_and_poll(**ids, parallel_tool_calls=False)
    names = []
    while run.status == "requires_action":
        [call] = run.required_action.submit_tool_outputs.tool_calls
        names.append(call.function.name)
        run = client.beta.threads.runs.submit_tool_outputs_and_poll(
            run_id=run.id,
            thread_id=run.thread_id,
            tool_outputs=[{"tool_call_id": call.id, "output": "done"}],
        )
    assert run.status == "completed" and names == ["first", "second"]


@flow("structured outputs: match the JSON schema")
def structured_outputs(client):
    schema = {"type": "object", "properties": {"mood": {"enum": ["good"]}, "marks": {"type": "integer"}}}
    response_format = {"type": "json_schema", "json_schema": {"name": "report", "schema": schema}}
    ids = conversation(client, "Give it 7 marks.", response_format=response_format)
    run = client.beta.threads.runs.create_and_poll(**ids)
    assert json.loads(reply(client, run).value) == {"mood": "good", "marks": 7}


# Streams


class Transcript(AssistantEventHandler):
    """Records the events of a stream."""

    def __init__(self):
        super().__init__()
        self.events, self.text, self.arguments, self.done = [], "", "", None

    def on_event(self, event):
        self.events.append(event.event)

    def on_text_delta(self, delta, snapshot):
        self.text += delta.value or ""
        assert snapshot.value == self.text

    def on_text_done(self, text):
        self.done = text.value

    def on_tool_call_delta(self, delta, snapshot):
        if delta.type == "function":
            self.arguments += delta.function.arguments or ""


@flow("streams: event handler, deltas add up to the text")
def stream_by_handler(client):
    ids = conversation(client, "Which of the café's cups are threaded?")
    with client.beta.threads.runs.stream(**ids, event_handler=Transcript()) as handler:
        handler.until_done()
    assert handler.events[0] == "thread.run.created" and handler.events[-1] == "thread.run.completed"
    assert "café" in handler.text and handler.text == handler.done
    run = handler.current_run
    assert run.status == "completed" and reply(client, run).value == handler.text
    [message] = handler.get_final_messages()
    assert message.content[0].text.value == handler.text


@flow("streams: raw events in order, deltas add up to the text")
def stream_of_raw_events(client):
    ids = conversation(client, "Which of them are threaded?")
    names, text = [], ""
    for event in client.beta.threads.runs.create(**ids, stream=True):
        # Consecutive deltas count as one.
        if names[-1:] != [event.event]:
            names.append(event.event)
        if event.event == "thread.message.delta":
            text += event.data.delta.content[0].text.value or ""
        if event.event == "thread.message.completed":
            assert event.data.content[0].text.value == text
    assert text.startswith('You asked: "Which of them are threaded?"')
    assert names == [
        "thread.run.created",
        "thread.run.queued",
        "thread.run.in_progress",
        "thread.run.step.created",
        "thread.run.step.in_progress",
        "thread.message.created",
        "thread.message.in_progress",
        "thread.message.delta",
        "thread.message.completed",
        "thread.run.step.completed",
        "thread.run.completed",
    ]


@flow("streams: created with a thread")
def stream_with_thread(client):
    assistant = client.beta.assistants.create(model=MODEL)
    thread = {"messages": [{"role": "user", "content": "Who are you?"}]}
    with client.beta.threads.create_and_run_stream(
        assistant_id=assistant.id, thread=thread, event_handler=Transcript()
    ) as handler:
        handler.until_done()
    assert handler.events[:2] == ["thread.created", "thread.run.created"]
    assert "Who are you?" in handler.done


@flow("streams: interrupted by functions, continued with their outputs")
def stream_of_submission(client):
    ids = conversation(client, "What is the weather in Oslo?", tools=WEATHER)
    with client.beta.threads.runs.stream(**ids, event_handler=Transcript()) as first:
        first.until_done()
    run = first.current_run
    assert run.status == "requires_action" and first.events[-1] == "thread.run.requires_action"
    calls = run.required_action.submit_tool_outputs.tool_calls
    assert first.arguments == "".join(call.function.arguments for call in calls)

    with client.beta.threads.runs.submit_tool_outputs_stream(
        run_id=run.id, thread_id=run.thread_id, tool_outputs=outputs(run), event_handler=Transcript()
    ) as second:
        second.until_done()
    assert second.events[0] == "thread.run.step.completed"
    assert second.events[-1] == "thread.run.completed"
    assert second.text == second.done == reply(client, run).value
    assert second.text.endswith("14 degrees\n0.3")


# Files, uploads, vector stores


HANDBOOK = "Threaded cups take 35 to 50 Nm, greased.\n"
MENU = "The kitchen serves soup and bread.\n"


@flow("files: uploaded, listed, downloaded, deleted")
def files(client):
    data = bytes(range(256)) * 64
    file = client.files.create(file=("every byte.bin", data), purpose="user_data")
    assert (file.filename, file.bytes, file.purpose) == ("every byte.bin", len(data), "user_data")
    assert client.files.retrieve(file.id).id == file.id
    assert client.files.wait_for_processing(file.id).status == "processed"
    assert client.files.content(file.id).read() == data
    with client.files.with_streaming_response.content(file.id) as streamed:
        assert b"".join(streamed.iter_bytes()) == data
    assert file.id in [one.id for one in client.files.list(purpose="user_data")]
    assert client.files.delete(file.id).deleted
    raised(openai.NotFoundError, lambda: client.files.content(file.id))


@flow("uploads: parts in the given order, cancellation, chunks with a checksum")
def uploads(client):
    announced = {"filename": "handbook.txt", "mime_type": "text/plain", "purpose": "assistants"}
    upload = client.uploads.create(**announced, bytes=6)
    assert upload.status == "pending"
    last, first = [client.uploads.parts.create(upload.id, data=data).id for data in (b"def", b"abc")]
    upload = client.uploads.complete(upload.id, part_ids=[first, last])
    assert upload.status == "completed" and upload.file.bytes == 6
    assert client.files.content(upload.file.id).read() == b"abcdef"

    upload = client.uploads.create(**announced, bytes=6)
    assert client.uploads.cancel(upload.id).status == "cancelled"
    raised(openai.BadRequestError, lambda: client.uploads.parts.create(upload.id, data=b"abc"))

    data = HANDBOOK.encode()
    upload = client.uploads.upload_file_chunked(
        file=data, bytes=len(data), part_size=16, md5=hashlib.md5(data).hexdigest(), **announced
    )
    assert client.files.content(upload.file.id).read() == data


@flow("vector stores: files added, polled, searched, read, deleted")
def vector_stores(client):
    store = client.vector_stores.create(name="Workshop", metadata={"floor": "2"})
    upload = client.vector_stores.files.upload_and_poll
    handbook = upload(vector_store_id=store.id, file=("handbook.txt", HANDBOOK.encode()))
    upload(vector_store_id=store.id, file=("menu.txt", MENU.encode()), attributes={"kind": "menu"})
    assert handbook.status == "completed" and handbook.usage_bytes == len(HANDBOOK)

    store = client.vector_stores.update(store.id, name="Office")
    assert (store.name, store.status, store.file_counts.completed) == ("Office", "completed", 2)
    assert store.id in [one.id for one in client.vector_stores.list(limit=1)]

    found = client.vector_stores.search(store.id, query="How tight are threaded cups?").data
    assert found[0].file_id == handbook.id and found[0].filename == "handbook.txt"
    assert found[0].content[0].text == HANDBOOK and 0 < found[0].score <= 1
    menus = {"type": "eq", "key": "kind", "value": "menu"}
    found = client.vector_stores.search(store.id, query="threaded cups, soup", filters=menus).data
    assert [one.filename for one in found] == ["menu.txt"]

    content = client.vector_stores.files.content(handbook.id, vector_store_id=store.id)
    assert "".join(piece.text for piece in content) == HANDBOOK
    assert len(list(client.vector_stores.files.list(store.id, filter="completed", limit=1))) == 2
    assert client.vector_stores.files.delete(handbook.id, vector_store_id=store.id).deleted
    assert client.vector_stores.delete(store.id).deleted
    raised(openai.NotFoundError, lambda: client.vector_stores.retrieve(store.id))


@flow("file batches: uploaded, polled, failures counted")
def file_batches(client):
    store = client.vector_stores.create()
    documents = [("handbook.txt", HANDBOOK.encode()), ("menu.txt", MENU.encode()), ("noise.bin", b"\xff\xfe")]
    batch = client.vector_stores.file_batches.upload_and_poll(store.id, files=documents)
    assert batch.status == "completed"
    counts = batch.file_counts
    assert (counts.completed, counts.failed, counts.total) == (2, 1, 3)
    listed = client.vector_stores.file_batches.list_files
    [failed] = listed(batch.id, vector_store_id=store.id, filter="failed")
    assert failed.last_error.code == "unsupported_file"
    assert len(list(listed(batch.id, vector_store_id=store.id, limit=1))) == 3


@flow("file search: messages cite the file, steps have the results")
def file_search(client):
    store = client.vector_stores.create()
    document = ("handbook.txt", HANDBOOK.encode())
    file = client.vector_stores.files.upload_and_poll(vector_store_id=store.id, file=document)
    ids = conversation(
        client,
        "How tight are threaded cups?",
        tools=[{"type": "file_search"}, {"type": "code_interpreter"}],
        tool_resources={"file_search": {"vector_store_ids": [store.id]}},
    )
    run = client.beta.threads.runs.create_and_poll(**ids)
    text = reply(client, run)
    [citation] = text.annotations
    assert citation.file_citation.file_id == file.id
    assert text.value[citation.start_index : citation.end_index] == citation.text

    steps = client.beta.threads.runs.steps.list(
        run.id,
        thread_id=run.thread_id,
        order="asc",
        include=["step_details.tool_calls[*].file_search.results[*].content"],
    )
    code, search, _ = [step.step_details for step in steps]
    assert code.tool_calls[0].code_interpreter.outputs[0].logs
    [result] = search.tool_calls[0].file_search.results
    assert result.file_id == file.id and result.content[0].text == HANDBOOK


# Models and errors


@flow("models: listed, retrieved")
def models(client):
    assert client.models.retrieve(MODEL).id in [model.id for model in client.models.list()]


@flow("errors: not found, bad request with its parameter, authentication")
def errors(client):
    error = raised(openai.NotFoundError, lambda: client.beta.assistants.retrieve("asst_none"))
    assert error.status_code == 404 and "asst_none" in error.message and error.request_id

    create = client.beta.assistants.create
    error = raised(openai.BadRequestError, lambda: create(model=MODEL, temperature=9))
    assert (error.status_code, error.param, error.type) == (400, "temperature", "invalid_request_error")
    error = raised(openai.BadRequestError, lambda: create(model=MODEL, tools=[{"type": "hammer"}]))
    assert error.param.startswith("tools[0]")
    error = raised(openai.BadRequestError, lambda: client.beta.assistants.list(limit=101))
    assert error.param == "limit"

    stranger = client.with_options(api_key="wrong")
    error = raised(openai.AuthenticationError, lambda: stranger.models.list())
    assert error.status_code == 401 and error.code == "invalid_api_key" and "wrong" not in error.message


def faulty(fault):
    """A header that injects a fault into the local server; the unique id makes the server count it separately."""
    return {"x-fault": f"{fault}; header=x-fault-id: {uuid.uuid4()}"}


@flow("retries: fail with the error's class, or succeed")
def retries(client):
    once, patient = client.with_options(max_retries=0), client.with_options(max_retries=2)
    kinds = {429: openai.RateLimitError, 500: openai.InternalServerError, 503: openai.InternalServerError}
    for status, kind in kinds.items():
        always = f"status={status}; header=retry-after-ms: 1"
        error = raised(kind, lambda: patient.models.list(extra_headers=faulty(always)))
        assert error.status_code == status
        twice = faulty(f"{always}; times=2")
        second = patient.models.with_raw_response.list(extra_headers=twice)
        assert second.retries_taken == 2 and second.parse().data
    raised(openai.APIConnectionError, lambda: once.models.list(extra_headers=faulty("reset")))
    assert patient.models.list(extra_headers=faulty("reset; times=1")).data


def main():
    if not __debug__:
        sys.exit("the checks are assertions: run without -O and PYTHONOPTIMIZE")
    # The package marks this API as deprecated.
    warnings.filterwarnings("ignore", category=DeprecationWarning)
    # Key and base URL come from the environment.
    client = OpenAI(timeout=30)
    for line, run in FLOWS:
        try:
            run(client)
        except Exception:
            traceback.print_exc()
            print(f"failed  {line}")
            sys.exit(1)
        print(f"ok  {line}", flush=True)


if __name__ == "__main__":
    main()
