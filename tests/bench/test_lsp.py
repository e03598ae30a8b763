"""Which integrations ``bench.lsp`` measures."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.lsp import integrations, main, sample
from bench.synthetic import write


def test_a_folder_stands_for_the_integrations_below_it_that_poll(tmp_path: Path) -> None:
    write(tmp_path, 25, seed=4)
    found = integrations([tmp_path])
    assert found
    assert len(found) < len(list(tmp_path.rglob("*.yml")))
    for yml in found:
        code = yml.with_suffix(".py").read_text(encoding="utf-8")
        assert "polling_function(" in code or "ScheduledCommand(" in code
    assert integrations([*found, tmp_path]) == found


def test_so_many_are_chosen_in_their_order() -> None:
    ymls = [Path(f"{number}.yml") for number in range(9)]
    chosen = sample(ymls, 4, seed=1)
    assert len(chosen) == 4
    assert chosen == sorted(chosen)
    assert chosen == sample(ymls, 4, seed=1)
    assert sample(ymls, None, seed=1) == sample(ymls, 9, seed=2) == ymls


def test_what_is_no_integration_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lonely = tmp_path / "Lonely.yml"
    lonely.write_text("name: Lonely\n", encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        main([str(lonely)])
    assert ended.value.code == 2
    assert "Lonely.yml is neither a folder nor a yml with its code beside it" in capsys.readouterr().err
    assert main([str(tmp_path)]) == 2
    assert "0 integrations" in capsys.readouterr().out
