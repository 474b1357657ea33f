# SPDX-License-Identifier: Apache-2.0
"""What an intervention did, measured against those who were held out at random.

`assigning` decides who is held out, `lift` measures, `checking` says whether the comparison may be read and what it
could have found, `bounds` is for what only those tell who answer, `pooling` and `segments` look across waves and
groups, `ranking` asks whether another order of approach would gain more.
"""
