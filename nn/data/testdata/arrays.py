"""Writes arrays.npz, images.npz and column.npy: what NumPy makes of arrays of
several types and orders. Made with NumPy 2.4.6.
"""
import pathlib

import numpy as np

here = pathlib.Path(__file__).parent
x = np.arange(12).reshape(4, 3)
np.savez(here / "arrays.npz",
         x=(x / 2).astype("<f4"), y=np.array([0, 2, 1, 2], dtype="<i8"),
         f8=x.astype("<f8") / 3, f2=x.astype("<f2") - 0.5, big=x.astype(">f4"), i4=-x.astype("<i4"), u2=x.astype("<u2"),
         i1=-x.astype("i1"), u1=x.astype("u1"), yes=x % 2 == 0, columns=np.asfortranarray(x.astype("<f8")),
         deep=np.asfortranarray(np.arange(24.0).reshape(2, 3, 4)), scalar=np.float64(7))
images = (np.arange(6 * 4 * 5 * 3) % 256).astype("u1").reshape(6, 4, 5, 3)
np.savez_compressed(here / "images.npz", x_train=images[:4], y_train=np.array([0, 1, 2, 1], "u1"),
                    x_test=images[4:], y_test=np.array([2, 0], "u1"))
np.save(here / "column.npy", np.array([[0.5], [1.5], [2.5], [3.5]]))
np.save(here / "inputs.npy", x.astype("<f4"))
print(np.__version__, images[:4].reshape(-1, 3).mean(0) / 255, images[:4].reshape(-1, 3).std(0) / 255)
