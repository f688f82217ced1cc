"""Which channel is DAPI, which the 5' and which the 3' side of the probe: by option, or by the names in the file."""

import re
from collections.abc import Mapping

import numpy as np

from breakapart.errors import InputError
from breakapart.model.fish import ProbeProfile
from breakapart.model.fish_image import FishField, Role
from breakapart.model.image import Channel, MicroscopeImage

_DAPI = re.compile(r"dapi|hoechst|\bblue\b|nuclei|dna", re.IGNORECASE)
_COLOURS: tuple[tuple[str, re.Pattern[str], tuple[float, float]], ...] = (
    ("green", re.compile(r"green|fitc|alexa ?488|\bgfp\b|488", re.IGNORECASE), (500, 545)),
    ("orange", re.compile(r"orange|red|cy3|rhod|trit|texas|568|594|555", re.IGNORECASE), (550, 640)),
)
"""Colour family, how microscopes name it, and its emission (nm). Orange is seen, and often named, as red."""
_FAMILY = {"green": "green", "orange": "orange", "red": "orange"}
_RENDERED = re.compile(r"\brendered\b", re.IGNORECASE)
_FULL_SCALE = {"u1": 255.0, "u2": 65535.0}


def to_field(
    image: MicroscopeImage,
    profile: ProbeProfile,
    *,
    channels: Mapping[Role, int] | None = None,
    pixel_size_um: float | None = None,
    z_step_um: float | None = None,
) -> FishField:
    """
    The field that an image shows.

    `channels` (counted from 0) and `pixel_size_um` replace what the file says. Raises InputError when either is
    missing, contradicts the file, or the image cannot be a recording of fluorescence.
    """
    _refuse_greys(image)
    roles = dict(channels) if channels else _roles_by_name(image, profile)
    _check_roles(image, roles, profile, is_given=bool(channels))
    pixel = pixel_size_um if pixel_size_um is not None else image.pixel_size_um
    if pixel is None:
        raise InputError(
            "does not say how large a pixel is, so that no distance can be measured",
            source=image.name,
            solution="Give it with --pixel-size-um, or 'pixel_size_um' in a case file: camera pixel by magnification.",
        )
    if not 0.02 <= pixel <= 5:
        raise InputError(f"a pixel of {pixel:g} µm is not that of a microscope, expected 0.02 to 5", source=image.name)
    warnings = list(image.warnings)
    if pixel_size_um is not None and image.pixel_size_um and abs(pixel_size_um / image.pixel_size_um - 1) > 0.02:
        warnings.append(f"pixel size {pixel_size_um:g} µm is used; the file says {image.pixel_size_um:g}")
    if image.is_rgb:
        warnings.append("an RGB export holds 8 bits and colours mixed for the eye: score the recording where you can")
    planes = {role: image.planes[number].astype(np.float32) for role, number in roles.items()}
    return FishField(
        name=image.name,
        dapi=planes[Role.DAPI],
        five_prime=planes[Role.FIVE_PRIME],
        three_prime=planes[Role.THREE_PRIME],
        pixel_size_um=pixel,
        z_step_um=z_step_um if z_step_um is not None else image.z_step_um,
        full_scale=_FULL_SCALE.get(image.planes.dtype.str[1:]),
        is_rendered=bool(_RENDERED.search(image.description)),
        warnings=tuple(warnings),
    )


def _refuse_greys(image: MicroscopeImage) -> None:
    if not image.is_rgb:
        return
    red, green, blue = (image.planes[channel] for channel in range(3))
    if np.array_equal(red, green) and np.array_equal(green, blue):
        raise InputError(
            "is a grey picture saved in colour: its three channels are the same",
            source=image.name,
            solution="Export the channels separately.",
        )
    if float(np.median(image.planes)) > 0.6 * float(image.planes.max()):
        raise InputError(
            "has a bright background: a stained section, not fluorescence",
            source=image.name,
            solution="Stains are scored by 'breakapart ihc'.",
        )


def _roles_by_name(image: MicroscopeImage, profile: ProbeProfile) -> dict[Role, int]:
    if len(image.channels) < len(Role):
        raise InputError(
            f"has {len(image.channels)} channel{'s' if len(image.channels) > 1 else ''}, expected DAPI, 5' and 3'",
            source=image.name,
            solution="Export the three channels of the field into one OME-TIFF.",
        )
    if image.is_rgb:
        raise InputError(
            "is a colour picture (RGB), which does not say which dye is which colour",
            source=image.name,
            solution="Give the channels of the microscope as OME-TIFF, or say what the colours are: "
            "--channels dapi=2,5p=1,3p=0 (red is 0, green 1, blue 2).",
        )
    found: dict[Role, list[int]] = {role: [] for role in Role}
    for number, channel in enumerate(image.channels):
        role = _role_of(channel, profile)
        if role is not None:
            found[role].append(number)
    if all(len(numbers) == 1 for numbers in found.values()):
        return {role: numbers[0] for role, numbers in found.items()}
    names = ", ".join(f"{number} {channel.name!r}" for number, channel in enumerate(image.channels))
    unclear = " and ".join(
        f"{'no' if not numbers else 'more than one'} {role.value}"
        for role, numbers in found.items()
        if len(numbers) != 1
    )
    colours = f"5' {profile.five_prime_colour}, 3' {profile.three_prime_colour}"
    raise InputError(
        f"names its channels {names}: {unclear} channel can be told (probe {profile.id}: {colours})",
        source=image.name,
        solution="Say which is which, counted from 0: --channels dapi=0,5p=1,3p=2, or 'channels' in the case file.",
    )


def _role_of(channel: Channel, profile: ProbeProfile) -> Role | None:
    if _DAPI.search(channel.name) or (not channel.name and 420 <= (channel.emission_nm or 0) <= 480):
        return Role.DAPI
    colour = _colour_of(channel)
    if colour is None:
        return None
    sides = {
        Role.FIVE_PRIME: _FAMILY.get(profile.five_prime_colour),
        Role.THREE_PRIME: _FAMILY.get(profile.three_prime_colour),
    }
    return next((role for role, family in sides.items() if family == colour), None)


def _colour_of(channel: Channel) -> str | None:
    for colour, pattern, (low, high) in _COLOURS:
        if pattern.search(channel.name):
            return colour
        if channel.emission_nm is not None and low <= channel.emission_nm <= high:
            return colour
    return None


def _check_roles(image: MicroscopeImage, roles: dict[Role, int], profile: ProbeProfile, *, is_given: bool) -> None:
    missing = [role.value for role in Role if role not in roles]
    if missing:
        raise InputError(
            f"no channel is given for {' and '.join(missing)}",
            source=image.name,
            solution="Give all three: --channels dapi=0,5p=1,3p=2.",
        )
    beyond = [f"{role.value}={number}" for role, number in roles.items() if not 0 <= number < len(image.channels)]
    if beyond:
        raise InputError(
            f"has channels 0 to {len(image.channels) - 1}, found {', '.join(beyond)}",
            source=image.name,
            solution="Channels are counted from 0.",
        )
    if len(set(roles.values())) < len(roles):
        raise InputError("one channel is given for two roles", source=image.name)
    if not is_given or image.is_rgb:
        return
    for role, number in roles.items():
        told = _role_of(image.channels[number], profile)
        if told is not None and told is not role:
            raise InputError(
                f"channel {number} is named {image.channels[number].name!r}, which is {told.value} of probe "
                f"{profile.id}, but is given as {role.value}",
                source=image.name,
                solution="Correct --channels, or the channel names of the file.",
            )
