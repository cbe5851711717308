import pytest

from suyang.website.command import lock
from suyang.website.command.report import Failure


def test_the_lock_is_held_alone_and_says_by_whom(tmp_path):
    with lock.alone(tmp_path, "serve", "http://a"):
        with pytest.raises(Failure, match="http://a"), lock.alone(tmp_path, "restore"):
            pass
        holder = lock.held_by(tmp_path)
        assert holder is not None
        assert holder.doing == "serve"
    assert lock.held_by(tmp_path) is None


def test_a_worker_keeps_it_when_the_first_process_is_gone(tmp_path):
    with lock.alone(tmp_path, "serve", "http://a") as file:
        lock.share(file)
        share = lock.join(tmp_path)
    with pytest.raises(Failure), lock.alone(tmp_path, "restore"):
        pass
    share.close()
    with lock.alone(tmp_path, "restore"):
        pass
