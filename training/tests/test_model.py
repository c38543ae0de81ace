"""The model, its losses and its weights; and that CTranslate2 does the same."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch")
functional = torch.nn.functional

from training import spec, weights  # noqa: E402
from training.batches import Batch  # noqa: E402
from training.crossentropy import cross_entropy  # noqa: E402
from training.decoding import decode, padded  # noqa: E402
from training.model import Config, Transformer  # noqa: E402
from training.objective import Objective, loss  # noqa: E402
from training.preferences import Preference, Preferences, preference_loss  # noqa: E402

torch.set_num_threads(1)
PIECES = ["<unk>", "<s>", "</s>", *(f"p{i}" for i in range(317))]
ROOT = Path(__file__).parents[2]
CPU = torch.device("cpu")


def a_model(act: str = "relu", *, guided: bool = False) -> Transformer:
    """A small model whose vectors are not all zeros and ones."""
    torch.manual_seed(0)
    config = Config(vocab=320, d=48, heads=4, enc=3, dec=2, ffn=96, act=act, dropout=0.0, guided=guided)
    model = Transformer(config).eval()
    for parameter in model.parameters():
        if parameter.dim() == 1:
            parameter.data.add_(torch.randn_like(parameter) * 0.2)
    return model


def a_batch(links: Any = None) -> Batch:
    """Three sentences, of which one source and one target are shorter than their rows."""
    torch.manual_seed(1)
    source, target, gold = (torch.randint(3, 320, (3, 8)) for _ in range(3))
    keep = torch.ones(3, 8, dtype=torch.bool)
    keep[1, 5:] = False
    gold[2, 6:] = -100
    return Batch(source, keep, target, gold, links)


def test_smoothed_loss_is_pytorchs() -> None:
    """The loss is cross-entropy with label smoothing, summed over the real pieces."""
    model, batch = a_model(), a_batch()
    states, _ = model.decode(model.encode(batch.source, batch.keep), batch.keep, batch.target)
    wanted = functional.cross_entropy(
        model.logits(states).flatten(0, 1),
        batch.gold.flatten(),
        ignore_index=-100,
        label_smoothing=0.1,
        reduction="sum",
    )
    assert torch.allclose(loss(model, batch, Objective())[0], wanted, rtol=1e-5)


def test_rdrop_without_dropout_is_the_plain_loss() -> None:
    """Two passes that do not differ add no divergence."""
    model, batch = a_model(), a_batch()
    plain, twice = (loss(model, batch, Objective(rdrop=weight)) for weight in (0.0, 5.0))
    assert torch.allclose(plain[0], twice[0], rtol=1e-5)
    assert torch.allclose(plain[1], twice[1], rtol=1e-5)


@pytest.mark.parametrize("gpu", [False, True])
@pytest.mark.parametrize("objective", [Objective(guided=0.1), Objective(guided=0.1, rdrop=2.0)])
def test_half_precision_is_near(objective: Objective, *, gpu: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """In bfloat16 all parts of the loss work, and are near what they are in float32, by a CPU's ways and by a GPU's."""
    if gpu:
        monkeypatch.setattr("training.objective.losses", _plain_half)
        monkeypatch.setattr("training.model._read", _read_as_on_a_gpu)
    links = torch.randint(-1, 5, (3, 8))
    model, batch = a_model(guided=True), a_batch(links)
    exact, _ = loss(model, batch, objective)
    with torch.autocast("cpu", torch.bfloat16):
        near, _ = loss(model, batch, objective)
        near.backward()
        decode(model, batch.source, batch.keep, limit=5)
    assert torch.allclose(exact, near.float(), rtol=2e-2)
    assert all(p.grad is not None and p.grad.dtype == torch.float32 for p in model.parameters())


@pytest.mark.parametrize("uneven", [False, True])
@pytest.mark.parametrize("margin", [0.0, 4.0, 40.0])
def test_cross_entropy_with_its_gradients(margin: float, *, uneven: bool) -> None:
    """The loss of the CPU's bfloat16 passes, and its gradients, are near PyTorch's in float32, of sure pieces too.

    Args:
        margin: What the bias of the first pieces adds to their scores; one of them is wrong in each part.
        uneven: Whether the pieces count differently.
    """
    torch.manual_seed(2)
    leaves = [torch.randn(150, 48), torch.randn(320, 48) / 7, torch.randn(320)]
    gold = torch.randint(0, 320, (150,))
    if margin:
        leaves[2][0], gold[::2] = leaves[2].max() + margin, 0
    leaves = [leaf.bfloat16().float() for leaf in leaves]
    found, counts = [], torch.randn(150) if uneven else torch.full((150,), 1 / 1237)
    for measure in (cross_entropy, _plain):
        states, table, bias = (leaf.clone().requires_grad_() for leaf in leaves)
        each = measure(states, table, bias, gold)
        (counts * each).sum().backward()
        found.append([each.detach(), states.grad, table.grad, bias.grad])
    for near, exact in zip(*found, strict=True):
        assert (near - exact).norm() < 0.01 * exact.norm()


def _plain_half(states: Any, table: Any, bias: Any, gold: Any) -> Any:
    return functional.cross_entropy(functional.linear(states, table, bias).float(), gold, reduction="none")


def _read_as_on_a_gpu(q: Any, k: Any, v: Any, mask: Any, *, causal: bool) -> Any:
    return functional.scaled_dot_product_attention(q, k, v, attn_mask=mask, is_causal=causal)


def _plain(states: Any, table: Any, bias: Any, gold: Any) -> Any:
    return functional.cross_entropy(functional.linear(states, table, bias), gold, reduction="none")


@pytest.mark.parametrize("kind", ["float32", "bfloat16"])
def test_the_loss_of_preferences(kind: str) -> None:
    """It is what its formula says of each pair's log-probabilities, translations of unequal lengths in one batch, and has gradients."""
    model = a_model()
    rows = [([5, 6, 7], [8, 9], [8, 9, 9, 10]), ([11], [12, 13, 14, 15], [16])]
    batches = Preferences([Preference(*row) for row in rows], CPU, tokens=100, seed=1)
    choice = batches.choice(0)
    with torch.autocast("cpu", torch.bfloat16, enabled=kind == "bfloat16"):
        found, share = preference_loss(model, choice)
    found.backward()
    assert all(p.grad is not None for p in model.encoder.parameters())
    wanting, sizes, right = 0.0, 0, 0
    for source, *both in rows:
        means = [-_nll(model, source, target) / len(target) for target in both]
        wanting += (
            len(both[0]) * float(functional.softplus(torch.tensor(20 * (0.1 - means[0] + means[1])))) / 20
        )
        sizes, right = sizes + len(both[0]), right + (means[0] > means[1])
    assert float(found.detach()) == pytest.approx(wanting / sizes, rel=1e-4 if kind == "float32" else 0.05)
    assert float(share) == right / 2


def _nll(model: Transformer, source: list[int], target: list[int]) -> float:
    ids, keep = padded([source], CPU)
    before, gold = torch.tensor([[1, *target]]), torch.tensor([*target, 2])
    with torch.no_grad():
        states, _ = model.decode(model.encode(ids, keep), keep, before)
        return float(functional.cross_entropy(model.logits(states)[0], gold, reduction="sum"))


def test_attention_by_products_is_pytorchs() -> None:
    """In bfloat16 on a CPU, attention leaves out the pieces behind a sentence's end, and those that are still to come."""
    model, batch = a_model(), a_batch()
    with torch.autocast("cpu", torch.bfloat16), torch.no_grad():
        memory = model.encode(batch.source, batch.keep)
        alone = model.encode(batch.source[1:2, :5], batch.keep[1:2, :5])
        states, _ = model.decode(memory, batch.keep, batch.target)
        first, _ = model.decode(memory, batch.keep, batch.target[:, :4])
    assert torch.allclose(memory[1, :5], alone[0], atol=0.05)
    assert torch.allclose(states[:, :4], first, atol=0.05)
    with torch.no_grad():
        exact = model.encode(batch.source, batch.keep)
    assert torch.allclose(memory, exact, atol=0.15)


def test_padding_changes_nothing() -> None:
    """A sentence means the same alone and beside a longer one."""
    model, batch = a_model(), a_batch()
    alone = model.encode(batch.source[1:2, :5], batch.keep[1:2, :5])
    assert torch.allclose(model.encode(batch.source, batch.keep)[1, :5], alone[0], atol=1e-5)


def test_guidance_teaches_one_head_to_point() -> None:
    """Trained on links alone, the first head points where they do."""
    links = torch.tensor([[3, 2, 1, 0, -1, 4, 5, 6], [0, 1, 2, 3, 4, -1, -1, -1], [7, 6, 5, 4, 3, 2, -1, -1]])
    model, batch = a_model(guided=True), a_batch(links)
    batch.gold[batch.gold < 0] = 5
    optimiser = torch.optim.Adam(model.parameters(), lr=3e-3)
    for _ in range(150):
        optimiser.zero_grad()
        plain = loss(model, batch, Objective(smoothing=0.0))[0].detach()
        (loss(model, batch, Objective(smoothing=0.0, guided=1.0))[0] - plain).backward()
        optimiser.step()
    memory = model.encode(batch.source, batch.keep)
    shares = model.pointing(memory, batch.keep, model.decode(memory, batch.keep, batch.target)[1])
    assert (shares.argmax(-1) == links)[links >= 0].float().mean() > 0.9


def test_weights_come_back(tmp_path: Path) -> None:
    """Weights survive their files within their number format, and int8 survives them exactly from then on."""
    model = a_model("swiglu")
    for kind, tolerance in (("float32", 0.0), ("float16", 2e-3), ("int8", 2e-2)):
        weights.save(dict(model.named_parameters()), model.config, tmp_path, kind=kind, shard_mb=0.03)
        back, _ = weights.load(tmp_path)
        assert len(list(tmp_path.glob("weights.*.bin"))) > 1
        for a, b in zip(model.parameters(), back.parameters(), strict=True):
            assert (a - b).abs().max() <= tolerance * a.abs().max()
    weights.save(dict(back.named_parameters()), model.config, tmp_path)
    again, _ = weights.load(tmp_path)
    assert all(torch.equal(a, b) for a, b in zip(back.parameters(), again.parameters(), strict=True))


@pytest.mark.parametrize("act", ["relu", "gelu", "swiglu"])
def test_ctranslate2_does_the_same(act: str, tmp_path: Path) -> None:
    """CTranslate2 gives PyTorch's log-probabilities and greedy translations; a quantised copy leaves the model as it is."""
    ctranslate2 = pytest.importorskip("ctranslate2")
    model = a_model(act)
    sources = [torch.randint(3, 320, (n,)).tolist() for n in (1, 4, 9, 23)]
    targets = [torch.randint(3, 320, (n,)).tolist() for n in (3, 1, 12, 20)]
    spec.save(model, PIECES, tmp_path / "int8", quantization="int8")
    spec.save(model, PIECES, tmp_path / "float32")
    translator = ctranslate2.Translator(str(tmp_path / "float32"), compute_type="float32", intra_threads=1)
    spelled = [[[PIECES[i] for i in row] for row in rows] for rows in (sources, targets)]
    scored = translator.score_batch(*spelled)
    found = translator.translate_batch(spelled[0], beam_size=1, max_decoding_length=30)
    for source, target, score, hypothesis in zip(sources, targets, scored, found, strict=True):
        ids, keep = padded([source], CPU)
        with torch.no_grad():
            states, _ = model.decode(model.encode(ids, keep), keep, torch.tensor([[1, *target]]))
            logs = (
                model.logits(states)[0].log_softmax(-1).gather(1, torch.tensor([*target, 2])[:, None])[:, 0]
            )
        assert torch.allclose(logs, torch.tensor(score.log_probs), atol=1e-4)
        assert [PIECES[i] for i in decode(model, ids, keep, limit=30)[0]] == hypothesis.hypotheses[0]


def test_a_guided_model_returns_its_head(tmp_path: Path) -> None:
    """The attention that CTranslate2 returns is that of the head which was trained to point."""
    ctranslate2 = pytest.importorskip("ctranslate2")
    model = a_model(guided=True)
    spec.save(model, PIECES, tmp_path)
    translator = ctranslate2.Translator(str(tmp_path), compute_type="float32", intra_threads=1)
    source, target = [5, 80, 9, 200, 44], [7, 12, 300]
    (found,) = translator.translate_batch(
        [[PIECES[i] for i in source]],
        target_prefix=[[PIECES[i] for i in target]],
        beam_size=1,
        max_decoding_length=4,
        return_attention=True,
    )
    ids, keep = padded([source], CPU)
    with torch.no_grad():
        memory = model.encode(ids, keep)
        shares = model.pointing(
            memory, keep, model.decode(memory, keep, torch.tensor([[1, *target]]))[1]
        ).exp()[0]
    wanted = shares[: len(found.attention[0])]
    given = torch.tensor(found.attention[0])
    assert torch.allclose(given, wanted[:, : given.shape[1]], atol=1e-4)


def test_too_little_memory_halves_a_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    """A batch that finds too little memory is translated in parts."""
    from training import decoding

    model, real, sizes = a_model(), decoding.decode, []

    def scarce(model: Transformer, source: Any, keep: Any, **options: Any) -> list[list[int]]:
        sizes.append(len(source))
        if len(source) > 2:
            raise torch.OutOfMemoryError
        return real(model, source, keep, **options)

    rows = [[5, 6, 7]] * 7
    wanted = decoding.translate(model, rows, CPU)
    monkeypatch.setattr(decoding, "decode", scarce)
    assert decoding.translate(model, rows, CPU, tokens=28) == wanted
    assert sizes[0] == 7


@pytest.mark.parametrize("module", ["train", "backtranslate", "distil", "gpu"])
def test_a_gpu_machine_needs_little(module: str) -> None:
    """What runs on a GPU machine loads neither the aligner's compiler nor CTranslate2."""
    code = f"import sys, training.{module}; print(*{{m.split('.')[0] for m in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert not {"numba", "ctranslate2", "localize"} & set(done.stdout.split())
