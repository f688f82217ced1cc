"""CZI, the format of Zeiss, by the library czifile (BSD). Not yet tried on files of a routine laboratory."""

from pathlib import Path

from breakapart.errors import InputError
from breakapart.formats.axes import to_planes
from breakapart.formats.image_trouble import check_budget, need, plausible_pixel_um, unreadable
from breakapart.model.image import Channel, ImageBudget, MicroscopeImage


def read(path: Path, budget: ImageBudget) -> MicroscopeImage:
    """The first scene of a CZI file; InputError when it cannot be used."""
    czifile = need("czifile", source=path.name, extra="microscopes", what="A CZI image")
    etree = need("defusedxml.ElementTree", source=path.name, extra="images", what="The description of a CZI image")
    try:
        with czifile.CziFile(path) as file:
            axes = ["S" if axis == "0" else "scene" if axis == "S" else axis for axis in file.axes]
            sizes = dict(zip(axes, file.shape, strict=True))
            # The library decodes every scene and time point: all of them count.
            planes_all = 1
            for axis, size in sizes.items():
                planes_all *= 1 if axis in ("Y", "X") else size
            check_budget(
                source=path.name,
                planes=planes_all,
                height=sizes["Y"],
                width=sizes["X"],
                bytes_per_pixel=file.dtype.itemsize,
                budget=budget,
            )
            root = etree.fromstring(file.metadata(), forbid_dtd=True)
            planes, is_rgb = to_planes(file.asarray(max_workers=1), axes, path.name)
    except InputError:
        raise
    except Exception as error:  # a decoder may raise anything on a damaged file: it becomes one message
        raise unreadable(path.name, "a CZI image", error) from None
    metres = {item.get("Id"): float(item.findtext("Value") or 0) for item in root.iterfind(".//Scaling/Items/Distance")}
    names = []
    for channel in root.iterfind(".//Image/Dimensions/Channels/Channel"):
        emission = channel.findtext("EmissionWavelength")
        names.append(Channel(channel.get("Name") or "", float(emission) if emission else None))
    z_step = 1e6 * metres.get("Z", 0.0)
    return MicroscopeImage(
        name=path.name,
        planes=planes,
        channels=tuple(names) if len(names) == len(planes) else (Channel(),) * len(planes),
        pixel_size_um=plausible_pixel_um(1e6 * metres["X"]) if "X" in metres else None,
        z_step_um=z_step if planes.shape[1] > 1 and z_step > 0 else None,
        is_rgb=is_rgb,
    )
