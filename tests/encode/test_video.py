"""MP4s, read back by PyAV and box by box."""

import struct

import av
import numpy as np
import pytest

from gdanim.encode import Plan, Timing, format_for, needs_even_size, refuse
from gdanim.errors import RenderError, SceneError


def boxes(data):
    """Yield the name and content of every box of an ISO base media file (ISO/IEC 14496-12, section 4.2)."""
    place = 0
    while place < len(data):
        size, name = struct.unpack_from(">I4s", data, place)
        yield name.decode(), data[place + 8 : place + size]
        place += size


def sample_entry(data):
    """Return the boxes in the only sample entry, avc1: moov/trak/mdia/minf/stbl/stsd."""
    for name in ("moov", "trak", "mdia", "minf", "stbl", "stsd"):
        data = dict(boxes(data))[name]
    ((name, entry),) = boxes(data[8:])
    assert name == "avc1"
    return dict(boxes(entry[78:]))


@pytest.fixture
def film(tmp_path, draw, encode):
    return encode(tmp_path / "film.mp4", draw(12), Timing(25, (5,) + (1,) * 10 + (30,)))


def test_it_is_the_h264_that_browsers_play(film):
    with av.open(str(film.path)) as container:
        stream = container.streams.video[0]
        frames = list(container.decode(stream))
        assert (stream.codec_context.name, stream.pix_fmt) == ("h264", "yuv420p")
        assert (stream.width, stream.height, stream.average_rate) == (64, 48, 25)
        assert len(frames) == 45 == film.frames
        assert film.seconds == pytest.approx(45 / 25) == float(stream.duration * stream.time_base)
        assert [round(frame.time * 25) for frame in frames] == list(range(45))


@pytest.mark.parametrize("quality", ["standard", "high"])
def test_what_lay_in_memory_before_does_not_show_in_its_bytes(quality, tmp_path, draw):
    drawings, form = draw(3), format_for(tmp_path / "film.mp4", quality=quality)
    plan, sizes, coded = Plan(64, 48, Timing(25, (3, 1, 5)), None), np.random.default_rng(0), set()
    for k in range(300):
        _ = [np.full(size, k % 256, dtype=np.uint8) for size in sizes.integers(1, 20_000, size=k % 5)]
        coder = form.coder(plan, range(3))
        for drawing in drawings:
            coder.frame(drawing)
        coded.add(coder.finish())
    assert len(coded) == 1


def test_its_index_stands_before_its_data(film):
    names = [name for name, _ in boxes(film.path.read_bytes())]
    assert names.index("moov") < names.index("mdat")


def test_it_is_tagged_as_limited_range_bt709(film):
    entry = sample_entry(film.path.read_bytes())
    assert entry["colr"] == b"nclx" + struct.pack(">HHHB", 1, 1, 1, 0)
    assert entry["avcC"][:2] == bytes([1, 100])  # version 1, High profile
    with av.open(str(film.path)) as container:
        frame = next(container.decode(video=0))
        assert (frame.colorspace, frame.color_range, frame.color_primaries, frame.color_trc) == (1, 1, 1, 1)


@pytest.mark.parametrize("colour", [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255), (30, 120, 180)])
def test_its_colours_are_converted_as_tagged(colour, tmp_path, encode):
    drawing = np.full((32, 32, 4), (*colour, 255), dtype=np.uint8)
    film = encode(tmp_path / "film.mp4", [drawing], Timing(25, (2,)))
    red, green, blue = np.array(colour) / 255
    luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    chroma = (blue - luma) / 1.8556, (red - luma) / 1.5748  # ITU-R BT.709-6, section 3
    expected = 16 + 219 * luma, *(128 + 224 * part for part in chroma)
    with av.open(str(film.path)) as container:
        planes = next(container.decode(video=0)).planes
    assert [bytes(plane)[0] for plane in planes] == pytest.approx(expected, abs=1.6)


@pytest.mark.parametrize("quality", ["draft", "standard", "high"])
def test_every_drawing_is_where_its_time_is(quality, tmp_path, draw, encode):
    drawings, durations = draw(6), (3, 1, 2, 1, 1, 4)
    film = encode(tmp_path / "film.mp4", drawings, Timing(10, durations), quality)
    shown = [k for k, duration in enumerate(durations) for _ in range(duration)]
    greys = np.stack([drawing[..., :3].astype(float).mean(-1) for drawing in drawings])
    with av.open(str(film.path)) as container:
        for frame, k in zip(container.decode(video=0), shown, strict=True):
            picture = frame.to_ndarray(format="rgb24").astype(float).mean(-1)
            errors = ((greys - picture) ** 2).mean(axis=(1, 2))
            assert errors.argmin() == k
            assert errors[k] < 30


def test_groups_of_pictures_are_closed_and_at_most_250_long(tmp_path, draw, encode):
    film = encode(tmp_path / "film.mp4", draw(5), Timing(50, (100,) * 5))
    with av.open(str(film.path)) as container:
        keys = [k for k, packet in enumerate(container.demux(video=0)) if packet.is_keyframe]
    assert np.diff([*keys, 500]).max() <= 250
    assert b"open_gop=0" in film.path.read_bytes()


def test_the_same_drawings_give_the_same_bytes(tmp_path, draw, encode):
    films = [encode(tmp_path / name, draw(9), Timing(25, (3,) * 9)) for name in ("a.mp4", "b.mp4")]
    assert films[0].path.read_bytes() == films[1].path.read_bytes()
    assert b"threads=1 " in films[0].path.read_bytes()


def test_odd_sides_are_refused_with_the_even_size_that_fits():
    assert needs_even_size("film.mp4")
    assert not needs_even_size("film.gif")
    with pytest.raises(SceneError, match=r"641x481; H\.264 needs even sides, such as 642x482"):
        refuse("film.mp4", 641, 481, 25)
    with pytest.raises(SceneError, match="at most 16,384"):
        refuse("film.mp4", 16_386, 480, 25)
    refuse("film.mp4", 640, 480, 25)


def test_the_codec_agrees_that_odd_sides_cannot_be(tmp_path, draw, encode):
    with pytest.raises(RenderError, match="libx264 cannot code a drawing"):
        encode(tmp_path / "film.mp4", draw(2, 33, 21), Timing(25, (1, 1)))
    assert not list(tmp_path.iterdir())


def test_an_unknown_quality_names_the_nearest():
    with pytest.raises(SceneError, match=r"draft, standard or high\. Did you mean standard"):
        format_for("film.mp4", quality="standart")
