"""LIF, the format of Leica, by the library liffile (BSD). Not yet tried on files of a routine laboratory."""

from pathlib import Path

from breakapart.errors import InputError
from breakapart.formats.axes import to_planes
from breakapart.formats.image_trouble import check_budget, need, plausible_pixel_um, unreadable
from breakapart.model.image import Channel, ImageBudget, MicroscopeImage


def read(path: Path, budget: ImageBudget) -> MicroscopeImage:
    """The only image of a LIF file; InputError when it cannot be used or holds several."""
    liffile = need("liffile", source=path.name, extra="microscopes", what="A LIF image")
    try:
        with liffile.LifFile(path) as file:
            if len(file.images) != 1:
                names = ", ".join(image.name for image in list(file.images)[:5])
                raise InputError(
                    f"holds {len(file.images)} images ({names}), expected one",
                    source=path.name,
                    solution="Export each field as a file of its own.",
                )
            image = file.images[0]
            axes, sizes = list(image.dims), dict(image.sizes)
            planes_all = 1
            for axis, size in sizes.items():
                planes_all *= 1 if axis in ("Y", "X") else size
            check_budget(
                source=path.name,
                planes=planes_all,
                height=sizes["Y"],
                width=sizes["X"],
                bytes_per_pixel=image.dtype.itemsize,
                budget=budget,
            )
            planes, is_rgb = to_planes(image.asarray(), axes, path.name)
            steps_um = {
                axis: 1e6 * abs(float(places[1]) - float(places[0]))
                for axis, places in image.coords.items()
                if axis in "XYZ" and len(places) > 1
            }
    except InputError:
        raise
    except Exception as error:  # a decoder may raise anything on a damaged file: it becomes one message
        raise unreadable(path.name, "a LIF image", error) from None
    return MicroscopeImage(
        name=path.name,
        planes=planes,
        channels=(Channel(),) * len(planes),
        pixel_size_um=plausible_pixel_um(steps_um.get("X")),
        z_step_um=steps_um.get("Z") or None if planes.shape[1] > 1 else None,
        is_rgb=is_rgb,
    )
