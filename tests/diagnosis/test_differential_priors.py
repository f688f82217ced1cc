"""Age, site, depth and frequency, before microscopy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders_differential import model

from breakapart.diagnosis.priors import Context
from breakapart.model.case import Depth, Region

M = model()


def prior(*args, **more):
    probability = np.exp(M.priors.log_prior(Context(*args, **more)))
    return dict(zip((*M.entities, "none"), probability, strict=True))


@given(
    st.none() | st.floats(0, 110),
    st.none() | st.sampled_from(list(Region)),
    st.lists(st.sampled_from(list(Depth)), max_size=3, unique=True),
    st.booleans(),
)
def test_priors_add_up_and_exclude_nobody(age, region, depths, is_metastasis):
    found = prior(age, region, tuple(depths), is_metastasis)
    assert sum(found.values()) == pytest.approx(1)
    assert min(found.values()) > 0
    assert found["none"] == pytest.approx(M.settings.none_prior)


def test_age_speaks():
    assert prior(0.2)["IFS"] > 10 * prior(40)["IFS"]
    assert prior(70)["MEL"] > 5 * prior(3)["MEL"]


def test_a_newborn_may_have_a_congenital_tumour_with_a_later_median():
    assert prior(0.0)["IFS"] > 0.5 * prior(0.5)["IFS"]


def test_site_speaks():
    assert prior(0.5, Region.KIDNEY)["CMN"] > 10 * prior(0.5, Region.TRUNK)["CMN"]
    assert prior(30, Region.UTERUS)["IMT"] > prior(30, Region.HAND_FOOT)["IMT"]


def test_depth_speaks():
    superficial = prior(30, None, (Depth.DERMIS,))
    assert superficial["EFH"] / superficial["SS"] > 4 * prior(30)["EFH"] / prior(30)["SS"]
    both = prior(30, None, (Depth.DERMIS, Depth.DEEP_SOFT_TISSUE))
    assert both == pytest.approx(prior(30))


def test_a_metastasis_speaks_against_benign_tumours():
    assert prior(9, is_metastasis=True)["LIPOMA"] < prior(9)["LIPOMA"] / 20


def test_the_share_of_core_entities_can_be_set():
    def core(share):
        found = prior(30, core_share=share)
        return sum(p for e, p in found.items() if M.tables.scope_of.get(e) == "core") / (1 - found["none"])

    assert core(0.5) < core(0.85) < core(0.99)
