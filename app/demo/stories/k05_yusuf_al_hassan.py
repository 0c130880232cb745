"""K05: not competent here; forwarded, and the date of receipt is kept."""

from app.demo import answers as a
from app.demo.playing import Case

DAYS_AGO = 6
WHO = a.YUSUF


def play(case: Case) -> None:
    case.apply(WHO).play.do("A2_8_zustaendigkeit_feststellen")
