"""Makes events.golden with tensorboard (PyPI): python make_events.py."""
import pathlib

from tensorboard.compat.proto import event_pb2, summary_pb2
from tensorboard.summary.writer.record_writer import RecordWriter

TIME = 1790000000.5
scalars = [("train/loss", 9.25), ("train/rate", 0.00176)]
summary = summary_pb2.Summary(
    value=[summary_pb2.Summary.Value(tag=tag, simple_value=value) for tag, value in scalars]
)
events = [
    event_pb2.Event(wall_time=TIME, step=0, file_version="brain.Event:2"),
    event_pb2.Event(
        wall_time=TIME, step=300,
        session_log=event_pb2.SessionLog(status=event_pb2.SessionLog.START),
    ),
    event_pb2.Event(wall_time=TIME, step=300, summary=summary),
]
with open(pathlib.Path(__file__).parent / "events.golden", "wb") as file:
    writer = RecordWriter(file)
    for event in events:
        writer.write(event.SerializeToString())
    writer.flush()
