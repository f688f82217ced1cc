"""ND2, Nikon's format, by the library nd2 (BSD). Not yet tried on files of a routine laboratory."""

from pathlib import Path

from breakapart.errors import InputError
from breakapart.formats.axes import to_planes
from breakapart.formats.image_trouble import check_budget, need, plausible_pixel_um, unreadable
from breakapart.model.image import Channel, ImageBudget, MicroscopeImage


def read(path: Path, budget: ImageBudget) -> MicroscopeImage:
    """The first position and time point of an ND2 file; InputError when it cannot be used."""
    nd2 = need("nd2", source=path.name, extra="microscopes", what="An ND2 image")
    try:
        with nd2.ND2File(path) as file:
            sizes = dict(file.sizes)
            others = {axis: size for axis, size in sizes.items() if axis not in "CZYXS"}
            check_budget(
                source=path.name,
                planes=sizes.get("C", 1) * sizes.get("Z", 1) * sizes.get("S", 1),
                height=sizes["Y"],
                width=sizes["X"],
                bytes_per_pixel=file.dtype.itemsize,
                budget=budget,
            )
            lazy = file.to_dask() if any(size > 1 for size in others.values()) else file.asarray()
            for place in reversed(range(len(sizes))):
                if list(sizes)[place] in others:
                    lazy = lazy.take(0, axis=place)
            axes = [axis for axis in sizes if axis not in others]
            planes, is_rgb = to_planes(lazy.compute() if hasattr(lazy, "compute") else lazy, axes, path.name)
            voxel = file.voxel_size()
            described = getattr(file.metadata, "channels", None) or ()
            channels = tuple(Channel(one.channel.name, one.channel.emissionLambdaNm) for one in described)
    except InputError:
        raise
    except Exception as error:  # a decoder may raise anything on a damaged file: it becomes one message
        raise unreadable(path.name, "an ND2 image", error) from None
    return MicroscopeImage(
        name=path.name,
        planes=planes,
        channels=channels if len(channels) == len(planes) else (Channel(),) * len(planes),
        pixel_size_um=plausible_pixel_um(voxel.x),
        z_step_um=voxel.z if planes.shape[1] > 1 and voxel.z > 0 else None,
        is_rgb=is_rgb,
        warnings=tuple(f"the file holds {size} along {axis}; the first is read" for axis, size in others.items()),
    )
